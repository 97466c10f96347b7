package dev.isobath.training.model;

import ai.djl.ndarray.NDArray;

/**
 * The result of one part of a model, and the way back through it.
 *
 * @param value what the part made; backward does not need it any more
 * @param backward from the gradient of {@code value}, which it may overwrite, to the gradient of the part's input; it leaves the
 *     gradients of the part's weights where they belong, and may be gone once only
 */
public record Forward(NDArray value, Backward backward) {

    /** The way back. */
    @FunctionalInterface
    public interface Backward {
        NDArray from(NDArray gradient);
    }
}
