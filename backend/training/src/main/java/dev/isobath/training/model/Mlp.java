package dev.isobath.training.model;

import ai.djl.ndarray.NDArray;
import dev.isobath.spec.Shape;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.engine.Script;
import dev.isobath.training.engine.Weight;
import dev.isobath.training.engine.WeightSet;
import dev.isobath.training.engine.Weights;
import dev.isobath.training.routing.ValidTokens;

/** The MLP of a block: norm, then d -> f -> d with GELU, for every token. */
final class Mlp implements FeedForward {

    private final int layer;
    private final long flopsOfRow;
    private final WeightSet weights;
    private final FeedForwardFunctions functions;

    Mlp(Weights weights, Shape shape, int layer) {
        this.layer = layer;
        functions = new FeedForwardFunctions(weights.functions());
        long d = shape.width();
        long f = shape.feedForward();
        flopsOfRow = 4 * d * f;
        String name = "blocks." + layer;
        double deviation = weights.residualDeviation(shape.layers());
        this.weights = WeightSet.of(
                weights.constant(name + ".feedForward.norm.gain", Weight.Group.MODEL, 1, d),
                weights.constant(name + ".feedForward.norm.bias", Weight.Group.MODEL, 0, d),
                weights.matrix(name + ".mlp.input", Weights.DEVIATION, d, f),
                weights.matrix(name + ".mlp.output", deviation, f, d));
    }

    @Override
    public Forward forward(NDArray x, boolean residual, ValidTokens valid, Pass pass) {
        pass.count(layer, "mlp", flopsOfRow * x.getShape().get(0));
        Script.Kept kept = pass.keep(functions.mlp(pass.manager(), x, weights, residual, pass.trains()));
        return new Forward(
                kept.result(),
                gradient -> functions.mlpBackward(pass.manager(), gradient, x, kept.saved(), weights, residual));
    }
}
