package dev.isobath.training;

import ai.djl.ndarray.NDArray;
import dev.isobath.spec.Shape;

/** Dense causal self-attention with rotary positions over the n tokens given for each sequence: [B n, d] -> [B n, d]. */
final class Attention {

    private final int layer;
    private final int heads;
    private final Site projections;
    private final NDArray input; // [d, 3 d]: query, key, value
    private final NDArray output; // [d, d]

    Attention(Weights weights, Shape shape, int layer) {
        this.layer = layer;
        heads = shape.heads();
        projections = new Site(layer, "attention.projections");
        long d = shape.width();
        input = weights.normal("blocks." + layer + ".attention.input", Decoder.DEVIATION, d, 3 * d);
        output = weights.normal(
                "blocks." + layer + ".attention.output", Decoder.residualDeviation(shape.layers()), d, d);
    }

    NDArray forward(NDArray x, Positions positions, Pass pass) {
        NDArray queriesKeysValues = pass.product(projections, x, input); // [B n, 3 d]
        NDArray mixed = pass.attention(layer, queriesKeysValues, heads, positions); // [B n, d]
        return pass.product(projections, mixed, output);
    }
}
