package dev.isobath.training;

import ai.djl.ndarray.NDArray;

/**
 * Foretells from a token alone whether the top-k choice takes it: d -> p -> 1 with GELU between, behind a stop-gradient, so
 * that the model does not notice it (2404.02258, section 3.5).
 */
final class Predictor {

    private final int layer;
    private final long width;
    private final long hidden;
    private final WeightSet weights;

    Predictor(Weights weights, int d, int p, int layer) {
        this.layer = layer;
        width = d;
        hidden = p;
        String name = "blocks." + layer + ".predictor";
        Weight.Group group = Weight.Group.PREDICTOR;
        this.weights = WeightSet.of(
                weights.matrix(name + ".hidden", group, Decoder.DEVIATION, d, p),
                weights.constant(name + ".hidden.bias", group, 0, p),
                weights.normal(name + ".output", group, Decoder.DEVIATION, p, 1),
                weights.constant(name + ".output.bias", group, 0, 1));
    }

    /** [B S, d] -> logits, one a token. */
    double[] foretell(NDArray x, Pass pass) {
        return Values.of(predict(x, pass).result());
    }

    private Script.Kept predict(NDArray x, Pass pass) {
        long tokens = x.getShape().get(0);
        pass.countLeaf(layer, "predictor.hidden", 2 * tokens * width * hidden);
        pass.count(layer, "predictor.output", 2 * tokens * hidden);
        return pass.keep(pass.functions().predict(pass.manager(), x, weights));
    }

    /**
     * Learns who was chosen. Nothing flows back to x.
     *
     * @param factor of the loss
     */
    Foresight learn(NDArray x, boolean[] membership, double factor, Pass pass) {
        Script.Kept kept = predict(x, pass);
        Foresight foresight = Foresight.of(Values.of(kept.result()), membership);
        if (pass.learns()) {
            NDArray gradient = Values.column(pass, foresight.gradient(), factor);
            pass.functions().predictBackward(gradient, x, kept.saved(), weights);
        }
        return foresight;
    }
}
