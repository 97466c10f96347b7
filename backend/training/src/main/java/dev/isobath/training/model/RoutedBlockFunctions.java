package dev.isobath.training.model;

import static dev.isobath.training.engine.Script.Argument.given;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.isobath.training.engine.Functions;
import dev.isobath.training.engine.Script;
import dev.isobath.training.engine.WeightSet;
import dev.isobath.training.routing.Selection;

/**
 * The functions of {@code engine.py} around the feed-forward of a routed block, forward and backward. Each function is one call
 * into libtorch. Results belong to the given scope.
 */
record RoutedBlockFunctions(Functions engine) {

    /**
     * Computes a routed block up to its feed-forward. The result is the input of the feed-forward.
     *
     * @param outputs the outputs of the router
     */
    Script.Kept enter(
            NDManager scope,
            NDArray x,
            NDArray outputs,
            Selection selection,
            WeightSet attention,
            RotaryEmbedding rotary,
            int heads,
            boolean sigmoid,
            boolean keep) {
        return engine.script()
                .keep(
                        scope,
                        "enter",
                        given(x),
                        given(outputs),
                        given(selection.rows().array()),
                        given(selection.positions().array()),
                        given(selection.sequences()),
                        attention.values(),
                        given(rotary.cosines()),
                        given(rotary.sines()),
                        given(rotary.causalMask()),
                        given(heads),
                        given(sigmoid),
                        given(keep));
    }

    /**
     * Computes the end of a routed block. It puts the updated rows of the chosen tokens back where they came from.
     *
     * @param entered the arrays that {@link #enter} saved
     * @param whole whether a router weight multiplies attention and feed-forward, or only the feed-forward
     */
    NDArray leave(
            NDManager scope,
            NDArray x,
            Script.Arrays entered,
            NDArray feedForward,
            Selection selection,
            boolean whole) {
        return engine.script()
                .array(
                        scope,
                        "leave",
                        given(x),
                        entered,
                        given(feedForward),
                        given(selection.rows().array()),
                        given(selection.filled().array()),
                        given(whole));
    }

    /** Computes the gradient of the feed-forward output. */
    Script.Kept leaveBackward(
            NDManager scope,
            NDArray gradient,
            Script.Arrays entered,
            NDArray feedForward,
            Selection selection,
            boolean whole) {
        return engine.script()
                .keep(
                        scope,
                        "leave_backward",
                        given(gradient),
                        entered,
                        given(feedForward),
                        given(selection.rows().array()),
                        given(selection.filled().array()),
                        given(whole));
    }

    /**
     * Computes the gradient of the block's input.
     *
     * @param gradient the gradient of the block's output; it is overwritten
     * @param middle the gradient of the feed-forward input
     * @param left the arrays that {@link #leaveBackward} saved
     * @param router the router's matrix; empty in a stochastic router
     * @param lossGradient the gradient of the router's outputs from its own loss; it is overwritten, and empty if there is none
     */
    NDArray enterBackward(
            NDManager scope,
            NDArray gradient,
            NDArray middle,
            Script.Arrays left,
            NDArray x,
            Script.Arrays entered,
            Selection selection,
            WeightSet attention,
            WeightSet router,
            NDArray lossGradient,
            boolean sigmoid) {
        try (left;
                entered) {
            return engine.script()
                    .array(
                            scope,
                            "enter_backward",
                            given(gradient),
                            given(middle),
                            left,
                            given(x),
                            entered,
                            given(selection.rows().array()),
                            given(selection.filled().array()),
                            attention.values(),
                            attention.gradients(),
                            router.values(),
                            router.gradients(),
                            given(lossGradient),
                            given(sigmoid));
        }
    }
}
