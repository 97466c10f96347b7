package dev.isobath.training;

import ai.djl.ndarray.NDArray;

/**
 * One trainable array.
 *
 * @param name its name in a checkpoint, after {@code model.}
 * @param group whose gradient it shares a norm with
 */
record Weight(String name, NDArray array, Group group) {

    /** Weight decay is for matrices; gains, biases and the like are left alone. */
    boolean decays() {
        return array.getShape().dimension() > 1;
    }

    /** Gradients are clipped group by group. */
    enum Group {
        /** What the language-model loss trains. */
        MODEL,
        /** Predictors stand aside of the model; a common norm would let their gradients shrink the model's. */
        PREDICTOR
    }
}
