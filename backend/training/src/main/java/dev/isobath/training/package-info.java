/**
 * Trains one model from its spec, alone in its process, and asks what it has learned. The ways in are {@link
 * dev.isobath.training.Training} and {@link dev.isobath.training.Inference}; everything else is the model, the data and the loop
 * behind them.
 */
@NullMarked
package dev.isobath.training;

import org.jspecify.annotations.NullMarked;
