package dev.isobath.training.model;

import ai.djl.ndarray.NDArray;
import dev.isobath.spec.Shape;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.engine.Script;
import dev.isobath.training.engine.Weight;
import dev.isobath.training.engine.WeightSet;
import dev.isobath.training.engine.Weights;

/**
 * The first half of a block: norm, then dense causal self-attention with rotary positions over the n tokens that are given of
 * each sequence, [B n, d] -> [B n, d].
 */
final class Attention {

    private static final long SOFTMAX_FLOPS = 3;

    private final int layer;
    private final int width;
    private final int heads;
    private final WeightSet weights;
    private final RotaryEmbedding rotary;
    private final AttentionFunctions functions;

    Attention(Weights weights, RotaryEmbedding rotary, Shape shape, int layer) {
        this.rotary = rotary;
        functions = new AttentionFunctions(weights.functions());
        this.layer = layer;
        width = shape.width();
        heads = shape.heads();
        String name = "blocks." + layer + ".attention";
        double deviation = weights.residualDeviation(shape.layers());
        this.weights = WeightSet.of(
                weights.constant(name + ".norm.gain", Weight.Group.MODEL, 1, width),
                weights.constant(name + ".norm.bias", Weight.Group.MODEL, 0, width),
                weights.matrix(name + ".input", Weights.DEVIATION, width, 3L * width), // query, key, value
                weights.matrix(name + ".output", deviation, width, width));
    }

    /**
     * Computes attention of whole sequences.
     *
     * @param residual whether x is added to the result
     */
    Forward forward(NDArray x, boolean residual, Pass pass) {
        return forward(x, residual, rotary.first(pass.manager(), pass.sequence()), pass);
    }

    /** Computes attention of tokens that stand at any positions of their sequences. */
    Forward forward(NDArray x, boolean residual, RotaryAngles angles, Pass pass) {
        count(pass, angles.tokens());
        Script.Kept kept =
                pass.keep(functions.attention(pass.manager(), x, weights, angles, heads, residual, pass.trains()));
        return new Forward(
                kept.result(),
                gradient -> functions.attentionBackward(
                        pass.manager(), gradient, x, kept.saved(), weights, angles, residual));
    }

    /** Returns the weights, in the order that the functions of {@code engine.py} expect. */
    WeightSet weights() {
        return weights;
    }

    int heads() {
        return heads;
    }

    RotaryEmbedding rotary() {
        return rotary;
    }

    /**
     * Counts the FLOPs. Attention is counted in full, not halved for causality: 2 n n d for the scores and again for the mixing
     * of each sequence, and 3 h n n for the softmax.
     */
    void count(Pass pass, long n) {
        long rows = pass.batch() * n;
        pass.count(layer, "attention.projections", 8 * rows * width * width);
        pass.count(layer, "attention.scores", 4 * rows * n * width);
        pass.count(layer, "attention.softmax", SOFTMAX_FLOPS * rows * n * heads);
    }
}
