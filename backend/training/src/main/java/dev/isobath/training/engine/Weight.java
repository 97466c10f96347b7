package dev.isobath.training.engine;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/**
 * One trainable array.
 *
 * @param name its name in a checkpoint, after {@code model.}
 * @param array the values that are learned, float32 (float64 in tests)
 * @param rounded its copy in bfloat16, if that is what products are computed with
 * @param gradient where backward writes, in the format of {@code array}
 * @param group whose gradient it shares a norm with
 */
public record Weight(String name, NDArray array, Optional<NDArray> rounded, NDArray gradient, Group group) {

    /** Weight decay is for matrices; gains, biases and the like are left alone. */
    public boolean decays() {
        return array.getShape().dimension() > 1;
    }

    /** What products are computed with. */
    public NDArray used() {
        return rounded.orElse(array);
    }

    /** Gradients are clipped group by group. */
    public enum Group {
        /** What the language-model loss trains. */
        MODEL,
        /** Predictors stand aside of the model; a common norm would let their gradients shrink the model's. */
        PREDICTOR
    }
}
