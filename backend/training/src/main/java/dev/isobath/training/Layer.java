package dev.isobath.training;

import ai.djl.ndarray.NDArray;
import dev.isobath.spec.Shape;

/** Both halves of a pre-norm block, each the update that is to be added to its input: [B n, d] -> [B n, d]. */
final class Layer {

    private final Norm attentionNorm;
    private final Attention attention;
    private final Norm feedForwardNorm;
    private final FeedForward feedForward;

    Layer(Weights weights, Shape shape, int layer, FeedForward feedForward) {
        attentionNorm = new Norm(weights, "blocks." + layer + ".attention.norm", shape.width());
        attention = new Attention(weights, shape, layer);
        feedForwardNorm = new Norm(weights, "blocks." + layer + ".feedForward.norm", shape.width());
        this.feedForward = feedForward;
    }

    NDArray attention(NDArray x, Positions positions, Pass pass) {
        return attention.forward(attentionNorm.forward(x, pass), positions, pass);
    }

    NDArray feedForward(NDArray x, Pass pass) {
        return feedForward.forward(feedForwardNorm.forward(x, pass), pass);
    }
}
