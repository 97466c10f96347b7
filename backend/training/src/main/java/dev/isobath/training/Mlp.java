package dev.isobath.training;

import ai.djl.ndarray.NDArray;
import dev.isobath.spec.Shape;

/** d -> f -> d with GELU between, for every token. */
final class Mlp implements FeedForward {

    private final Site site;
    private final NDArray input; // [d, f]
    private final NDArray output; // [f, d]

    Mlp(Weights weights, Shape shape, int layer) {
        site = new Site(layer, "mlp");
        long d = shape.width();
        long f = shape.feedForward();
        input = weights.normal("blocks." + layer + ".mlp.input", Decoder.DEVIATION, d, f);
        output = weights.normal("blocks." + layer + ".mlp.output", Decoder.residualDeviation(shape.layers()), f, d);
    }

    @Override
    public NDArray forward(NDArray x, Pass pass) {
        NDArray hidden = pass.gelu(pass.product(site, x, input)); // [B n, f]
        return pass.product(site, hidden, output);
    }
}
