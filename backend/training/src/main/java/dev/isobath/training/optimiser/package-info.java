/**
 * One training step: the loss of a batch, its gradients, AdamW, and the learning rate of the step. It uses {@code engine}, {@code routing} and
 * {@code model}.
 */
@NullMarked
package dev.isobath.training.optimiser;

import org.jspecify.annotations.NullMarked;
