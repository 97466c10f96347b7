package dev.isobath.training;

import static dev.isobath.training.Script.Argument.given;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/**
 * The functions of {@code engine.py} as Java sees them: each is one call into libtorch, forward or backward. The shapes stand
 * there. Results belong to the given scope.
 */
final class Functions {

    /** Rows of logits that are in memory at a time, as numbers: 64 MB in float32. */
    private static final long LOGITS_AT_A_TIME = 1L << 24;

    private final Script script;
    private final Arithmetic arithmetic;

    /** @param manager owns the compiled code */
    Functions(NDManager manager, Arithmetic arithmetic) {
        script = new Script(manager, Script.text("engine.py"));
        this.arithmetic = arithmetic;
    }

    Arithmetic arithmetic() {
        return arithmetic;
    }

    /** The array in the format of activations. */
    NDArray rounded(NDManager scope, NDArray array) {
        return script.array(scope, "formatted", given(array), given(arithmetic.scalarType()));
    }

    /** The array in the format of weights, which Java can read. */
    NDArray readable(NDManager scope, NDArray array) {
        return script.array(scope, "formatted", given(array), given(arithmetic.readableType()));
    }

    void copy(Script.Arrays to, Script.Arrays from) {
        script.run("copy", List.of(to, from));
    }

    NDArray embed(NDManager scope, Weight table, NDArray tokens) {
        return script.array(scope, "embed", given(table.array()), given(tokens), given(arithmetic.scalarType()));
    }

    void embedBackward(NDArray gradient, NDArray tokens, Weight table) {
        script.run("embed_backward", List.of(given(gradient), given(tokens), given(table.gradient())));
    }

    NDArray logits(NDManager scope, NDArray x, WeightSet weights) {
        return script.array(scope, "logits", given(x), weights.values());
    }

    /** The loss, and with {@code learn} the gradient of x after it. */
    NDArray[] loss(NDManager scope, NDArray x, NDArray targets, WeightSet weights, int vocabulary, boolean learn) {
        long rows = Math.max(1, LOGITS_AT_A_TIME / vocabulary);
        return script.arrays(
                scope,
                "loss",
                given(x),
                given(targets),
                weights.values(),
                weights.gradients(),
                given(rows),
                given(learn));
    }

    Script.Kept attention(
            NDManager scope,
            NDArray x,
            WeightSet weights,
            Positions positions,
            int heads,
            boolean residual,
            boolean keep) {
        return script.keep(
                scope,
                "attention",
                given(x),
                weights.values(),
                given(positions.cosines()),
                given(positions.sines()),
                given(positions.barrier()),
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
            Positions positions,
            boolean residual) {
        try (saved) {
            return script.array(
                    scope,
                    "attention_backward",
                    given(gradient),
                    given(x),
                    saved,
                    weights.values(),
                    weights.gradients(),
                    given(positions.cosines()),
                    given(positions.sines()),
                    given(residual));
        }
    }

    Script.Kept mlp(NDManager scope, NDArray x, WeightSet weights, boolean residual, boolean keep) {
        return script.keep(scope, "mlp", given(x), weights.values(), given(residual), given(keep));
    }

    NDArray mlpBackward(
            NDManager scope, NDArray gradient, NDArray x, Script.Arrays saved, WeightSet weights, boolean residual) {
        try (saved) {
            return script.array(
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
        return script.keep(scope, "shares", given(x), weights.values());
    }

    Script.Kept experts(NDManager scope, NDArray x, Script.Kept shares, Places places, WeightSet weights, Flags flags) {
        return script.keep(
                scope,
                "experts",
                given(x),
                shares.saved(),
                given(shares.result()),
                given(places.rows().array()),
                given(places.shares().array()),
                given(places.filled().array()),
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
            Places places,
            NDArray shareGradients,
            WeightSet weights,
            boolean residual) {
        try (saved;
                Script.Arrays shared = shares.saved()) {
            return script.array(
                    scope,
                    "experts_backward",
                    given(gradient),
                    given(x),
                    given(shares.result()),
                    shared,
                    saved,
                    given(places.rows().array()),
                    given(places.shares().array()),
                    given(places.filled().array()),
                    given(shareGradients),
                    weights.values(),
                    weights.gradients(),
                    given(residual));
        }
    }

    /**
     * What a half block is asked for.
     *
     * @param residual whether its input is added
     * @param keep whether backward follows
     */
    record Flags(boolean residual, boolean keep) {}

    NDArray route(NDManager scope, NDArray x, Weight router) {
        return script.array(scope, "route", given(x), given(router.array()));
    }

    /** Rows and positions of the k largest outputs of each of B sequences, chosen as by {@link TopTokens}. */
    NDArray[] choose(NDManager scope, NDArray outputs, int batch, int k) {
        return script.arrays(scope, "choose", given(outputs), given(batch), given(k));
    }

    /** Whom E experts take after the no-ops, C of each of B sequences: rows and where their shares stand, as {@link ExpertChoice}. */
    NDArray[] assign(NDManager scope, NDArray shares, int batch, int experts, int c) {
        return script.arrays(scope, "assign", given(shares), given(batch), given(experts), given(c));
    }

    NDArray take(NDManager scope, NDArray x, Rows rows) {
        return script.array(scope, "take", given(x), given(rows.array()));
    }

    /**
     * A routed block up to its feed-forward, whose input is the result.
     *
     * @param outputs of the router
     */
    Script.Kept enter(
            NDManager scope,
            NDArray x,
            NDArray outputs,
            Selection selection,
            WeightSet attention,
            Rotary rotary,
            int heads,
            boolean sigmoid,
            boolean keep) {
        return script.keep(
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
                given(rotary.barrier()),
                given(heads),
                given(sigmoid),
                given(keep));
    }

    /**
     * The end of a routed block: what became of the chosen is put in their places.
     *
     * @param entered saved by {@link #enter}
     * @param whole whether a router weight multiplies attention and feed-forward, or the latter alone
     */
    NDArray leave(
            NDManager scope,
            NDArray x,
            Script.Arrays entered,
            NDArray feedForward,
            Selection selection,
            boolean whole) {
        return script.array(
                scope,
                "leave",
                given(x),
                entered,
                given(feedForward),
                given(selection.rows().array()),
                given(selection.filled().array()),
                given(whole));
    }

    /** The gradient of the feed-forward output. */
    Script.Kept leaveBackward(
            NDManager scope,
            NDArray gradient,
            Script.Arrays entered,
            NDArray feedForward,
            Selection selection,
            boolean whole) {
        return script.keep(
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
     * The gradient of the block's input.
     *
     * @param gradient of the block's output, overwritten
     * @param middle gradient of the feed-forward input
     * @param left saved by {@link #leaveBackward}
     * @param router its matrix; none where weights are drawn
     * @param pull gradient of the router's outputs from elsewhere, overwritten; empty if there is none
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
            NDArray pull,
            boolean sigmoid) {
        try (left;
                entered) {
            return script.array(
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
                    given(pull),
                    given(sigmoid));
        }
    }

    Script.Kept predict(NDManager scope, NDArray x, WeightSet weights) {
        return script.keep(scope, "predict", given(x), weights.values());
    }

    void predictBackward(NDArray gradient, NDArray x, Script.Arrays saved, WeightSet weights) {
        try (saved) {
            script.run(
                    "predict_backward",
                    List.of(given(gradient), given(x), saved, weights.values(), weights.gradients()));
        }
    }

    /** The Euclidean norm of each gradient. */
    double[] norms(NDManager scope, Script.Arrays gradients) {
        return script.array(scope, "norms", gradients).toDoubleArray();
    }

    /** @param numbers learning rate, beta 1, beta 2, weight decay, epsilon */
    void learn(
            Script.Arrays weights,
            Script.Arrays gradients,
            Script.Arrays first,
            Script.Arrays second,
            Script.Arrays steps,
            NDArray divisor,
            double... numbers) {
        script.run("learn", List.of(weights, gradients, first, second, steps, given(divisor), given(numbers)));
    }
}
