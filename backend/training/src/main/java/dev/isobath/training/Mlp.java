package dev.isobath.training;

import ai.djl.ndarray.NDArray;
import dev.isobath.spec.Shape;

/** Norm, then d -> f -> d with GELU between, for every token. */
final class Mlp implements FeedForward {

    private final int layer;
    private final long flopsOfRow;
    private final WeightSet weights;

    Mlp(Weights weights, Shape shape, int layer) {
        this.layer = layer;
        long d = shape.width();
        long f = shape.feedForward();
        flopsOfRow = 4 * d * f;
        String name = "blocks." + layer;
        double deviation = Decoder.residualDeviation(shape.layers());
        this.weights = WeightSet.of(
                weights.constant(name + ".feedForward.norm.gain", Weight.Group.MODEL, 1, d),
                weights.constant(name + ".feedForward.norm.bias", Weight.Group.MODEL, 0, d),
                weights.matrix(name + ".mlp.input", Decoder.DEVIATION, d, f),
                weights.matrix(name + ".mlp.output", deviation, f, d));
    }

    @Override
    public Forward forward(NDArray x, boolean residual, Present present, Pass pass) {
        pass.count(layer, "mlp", flopsOfRow * x.getShape().get(0));
        Script.Kept kept = pass.keep(pass.functions().mlp(pass.manager(), x, weights, residual, pass.learns()));
        return new Forward(
                kept.result(),
                gradient -> pass.functions().mlpBackward(pass.manager(), gradient, x, kept.saved(), weights, residual));
    }
}
