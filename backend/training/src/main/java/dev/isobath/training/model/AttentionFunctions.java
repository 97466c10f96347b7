package dev.isobath.training.model;

import static dev.isobath.training.engine.Script.Argument.given;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.isobath.training.engine.Functions;
import dev.isobath.training.engine.Script;
import dev.isobath.training.engine.WeightSet;

/** Attention with its norm, forward and backward. Each function is one call into libtorch. Results belong to the given scope. */
record AttentionFunctions(Functions engine) {

    Script.Kept attention(
            NDManager scope,
            NDArray x,
            WeightSet weights,
            RotaryAngles angles,
            int heads,
            boolean residual,
            boolean keep) {
        return engine.script()
                .keep(
                        scope,
                        "attention",
                        given(x),
                        weights.values(),
                        given(angles.cosines()),
                        given(angles.sines()),
                        given(angles.causalMask()),
                        given(heads),
                        given(residual),
                        given(keep));
    }

    NDArray attentionBackward(
            NDManager scope,
            NDArray gradient,
            NDArray x,
            Script.Arrays saved,
            WeightSet weights,
            RotaryAngles angles,
            boolean residual) {
        try (saved) {
            return engine.script()
                    .array(
                            scope,
                            "attention_backward",
                            given(gradient),
                            given(x),
                            saved,
                            weights.values(),
                            weights.gradients(),
                            given(angles.cosines()),
                            given(angles.sines()),
                            given(residual));
        }
    }
}
