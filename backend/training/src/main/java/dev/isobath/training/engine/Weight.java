package dev.isobath.training.engine;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/**
 * One trainable array.
 *
 * @param name its name in a checkpoint, after {@code model.}
 * @param array the values that are learned, float32 (float64 in tests)
 * @param rounded its copy in bfloat16, where products use one
 * @param gradient the array that backward writes to, in the format of {@code array}
 * @param group the weights that it shares a gradient norm with
 */
public record Weight(String name, NDArray array, Optional<NDArray> rounded, NDArray gradient, Group group) {

    /** Returns whether a weight of that name is of a block, and not of the embedding or the output. */
    static boolean inBlock(String name) {
        return name.startsWith("blocks.");
    }

    /** Returns whether the weight is of a block, and not of the embedding or the output. */
    public boolean inBlock() {
        return inBlock(name);
    }

    /** Returns whether weight decay applies. It applies to matrices, and not to gains, biases and the like. */
    public boolean decays() {
        return array.getShape().dimension() > 1;
    }

    /** Returns the array that products use. */
    public NDArray used() {
        return rounded.orElse(array);
    }

    /** The weights whose gradients are clipped together. */
    public enum Group {
        /** The weights that the language-model loss trains. */
        MODEL,
        /**
         * The weights of predictors, which are apart from the model. With a common norm their gradients would shrink the model's.
         */
        PREDICTOR
    }
}
