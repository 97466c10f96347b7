package dev.isobath.training.model;

import ai.djl.ndarray.NDArray;

/**
 * The result of one part of a model, and the way back through it.
 *
 * @param value the output of the part; backward does not need it any more
 * @param backward computes the gradient of the part's input from the gradient of {@code value}, which it may overwrite. It writes
 *     the gradients of the part's weights, and it may be called only once
 */
public record Forward(NDArray value, Backward backward) {

    /** The backward pass of one part. */
    @FunctionalInterface
    public interface Backward {
        NDArray from(NDArray gradient);
    }
}
