/**
 * Trains one model from its spec, alone in its process. The way in is {@link dev.isobath.training.Training}; everything else is
 * the model, the data and the loop behind it.
 */
@NullMarked
package dev.isobath.training;

import org.jspecify.annotations.NullMarked;
