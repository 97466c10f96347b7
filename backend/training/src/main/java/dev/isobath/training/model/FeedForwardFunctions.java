package dev.isobath.training.model;

import static dev.isobath.training.engine.Script.Argument.given;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.isobath.training.engine.Functions;
import dev.isobath.training.engine.Script;
import dev.isobath.training.engine.WeightSet;
import dev.isobath.training.routing.Dispatch;

/**
 * The MLP and the experts with their norm, forward and backward. Each function is one call into libtorch. Results belong to the given
 * scope.
 */
record FeedForwardFunctions(Functions engine) {

    Script.Kept mlp(NDManager scope, NDArray x, WeightSet weights, boolean residual, boolean keep) {
        return engine.script().keep(scope, "mlp", given(x), weights.values(), given(residual), given(keep));
    }

    NDArray mlpBackward(
            NDManager scope, NDArray gradient, NDArray x, Script.Arrays saved, WeightSet weights, boolean residual) {
        try (saved) {
            return engine.script()
                    .array(
                            scope,
                            "mlp_backward",
                            given(gradient),
                            given(x),
                            saved,
                            weights.values(),
                            weights.gradients(),
                            given(residual));
        }
    }

    Script.Kept shares(NDManager scope, NDArray x, WeightSet weights) {
        return engine.script().keep(scope, "shares", given(x), weights.values());
    }

    /**
     * Computes the experts.
     *
     * @param chosen the indices of the shares that are renormalised together, [N m]; empty where shares multiply as they are
     */
    Script.Kept experts(
            NDManager scope,
            NDArray x,
            Script.Kept shares,
            Dispatch dispatch,
            NDArray chosen,
            WeightSet weights,
            Flags flags) {
        return engine.script()
                .keep(
                        scope,
                        "experts",
                        given(x),
                        shares.saved(),
                        given(shares.result()),
                        given(dispatch.rows().array()),
                        given(dispatch.shares().array()),
                        given(dispatch.filled().array()),
                        given(chosen),
                        weights.values(),
                        given(flags.residual()),
                        given(flags.keep()));
    }

    NDArray expertsBackward(
            NDManager scope,
            NDArray gradient,
            NDArray x,
            Script.Kept shares,
            Script.Arrays saved,
            Dispatch dispatch,
            NDArray chosen,
            NDArray shareGradients,
            WeightSet weights,
            boolean residual) {
        try (saved;
                Script.Arrays shared = shares.saved()) {
            return engine.script()
                    .array(
                            scope,
                            "experts_backward",
                            given(gradient),
                            given(x),
                            given(shares.result()),
                            shared,
                            saved,
                            given(dispatch.rows().array()),
                            given(dispatch.shares().array()),
                            given(dispatch.filled().array()),
                            given(chosen),
                            given(shareGradients),
                            weights.values(),
                            weights.gradients(),
                            given(residual));
        }
    }

    /**
     * The options of a half block.
     *
     * @param residual whether its input is added
     * @param keep whether a backward pass follows
     */
    record Flags(boolean residual, boolean keep) {}
}
