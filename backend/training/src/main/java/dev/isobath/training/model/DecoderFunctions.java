package dev.isobath.training.model;

import static dev.isobath.training.engine.Script.Argument.given;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.isobath.training.engine.Functions;
import dev.isobath.training.engine.Weight;
import dev.isobath.training.engine.WeightSet;
import java.util.List;

/**
 * The functions of {@code engine.py} at the two ends of a decoder: embedding, output matrix and loss. Each is one call into libtorch. Results
 * belong to the given scope.
 */
record DecoderFunctions(Functions engine) {

    /** The number of logits that are in memory at a time: 64 MB in float32. */
    private static final long LOGITS_AT_A_TIME = 1L << 24;

    NDArray embed(NDManager scope, Weight table, NDArray tokens) {
        return engine.script()
                .array(
                        scope,
                        "embed",
                        given(table.array()),
                        given(tokens),
                        given(engine.format().scalarType()));
    }

    void embedBackward(NDArray gradient, NDArray tokens, Weight table) {
        engine.script().run("embed_backward", List.of(given(gradient), given(tokens), given(table.gradient())));
    }

    NDArray logits(NDManager scope, NDArray x, WeightSet weights) {
        return engine.script().array(scope, "logits", given(x), weights.values());
    }

    /** Computes the loss and, with {@code learn}, the gradient of x as a second array. */
    NDArray[] loss(NDManager scope, NDArray x, NDArray targets, WeightSet weights, int vocabulary, boolean learn) {
        long rows = Math.max(1, LOGITS_AT_A_TIME / vocabulary);
        return engine.script()
                .arrays(
                        scope,
                        "loss",
                        given(x),
                        given(targets),
                        weights.values(),
                        weights.gradients(),
                        given(rows),
                        given(learn));
    }
}
