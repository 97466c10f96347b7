package dev.isobath.training;

import ai.djl.ndarray.NDArray;
import dev.isobath.spec.Shape;

/**
 * The first half of a block: norm, then dense causal self-attention with rotary positions over the n tokens given for each
 * sequence, [B n, d] -> [B n, d].
 */
final class Attention {

    private static final long SOFTMAX_FLOPS = 3;

    private final int layer;
    private final int width;
    private final int heads;
    private final WeightSet weights;

    Attention(Weights weights, Shape shape, int layer) {
        this.layer = layer;
        width = shape.width();
        heads = shape.heads();
        String name = "blocks." + layer + ".attention";
        double deviation = Decoder.residualDeviation(shape.layers());
        this.weights = WeightSet.of(
                weights.constant(name + ".norm.gain", Weight.Group.MODEL, 1, width),
                weights.constant(name + ".norm.bias", Weight.Group.MODEL, 0, width),
                weights.matrix(name + ".input", Decoder.DEVIATION, width, 3L * width), // query, key, value
                weights.matrix(name + ".output", deviation, width, width));
    }

    /** @param residual whether x is added */
    Forward forward(NDArray x, boolean residual, Positions positions, Pass pass) {
        count(pass, positions.tokens());
        Script.Kept kept = pass.keep(
                pass.functions().attention(pass.manager(), x, weights, positions, heads, residual, pass.learns()));
        return new Forward(
                kept.result(),
                gradient -> pass.functions()
                        .attentionBackward(pass.manager(), gradient, x, kept.saved(), weights, positions, residual));
    }

    /**
     * A routed block up to its feed-forward: the chosen rows of x [B S, d] with attention among themselves, [B k, d].
     *
     * @param sigmoid whether router weights are the sigmoid of outputs
     */
    Script.Kept enter(NDArray x, Router.Choice choice, boolean sigmoid, Pass pass) {
        count(pass, choice.selection().places());
        return pass.keep(pass.functions()
                .enter(
                        pass.manager(),
                        x,
                        choice.outputs(),
                        choice.selection(),
                        weights,
                        pass.rotary(),
                        heads,
                        sigmoid,
                        pass.learns()));
    }

    /**
     * The way back through it: the gradient of x.
     *
     * @param gradient of the block's output, overwritten
     * @param middle gradient of what {@link #enter} made
     * @param left what the block's end left for it
     */
    NDArray enterBackward(
            NDArray gradient,
            NDArray middle,
            Script.Arrays left,
            NDArray x,
            Script.Arrays entered,
            Router.Choice choice,
            Router router,
            Pass pass) {
        return pass.functions()
                .enterBackward(
                        pass.manager(),
                        gradient,
                        middle,
                        left,
                        x,
                        entered,
                        choice.selection(),
                        weights,
                        router.weights(),
                        router.pull(choice, pass),
                        router.sigmoid());
    }

    /** Attention is counted in full, not halved for causality: scores and mixing 2 n n d each a sequence, softmax 3 h n n. */
    private void count(Pass pass, long n) {
        long rows = pass.batch() * n;
        pass.count(layer, "attention.projections", 8 * rows * width * width);
        pass.count(layer, "attention.scores", 4 * rows * n * width);
        pass.count(layer, "attention.softmax", SOFTMAX_FLOPS * rows * n * heads);
    }
}
