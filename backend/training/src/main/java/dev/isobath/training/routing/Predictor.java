package dev.isobath.training.routing;

import ai.djl.ndarray.NDArray;
import dev.isobath.training.engine.NDArrays;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.engine.Script;
import dev.isobath.training.engine.Weight;
import dev.isobath.training.engine.WeightSet;
import dev.isobath.training.engine.Weights;

/**
 * Predicts from a token alone whether the top-k choice takes it. It is an MLP d -> p -> 1 with GELU. A stop-gradient before it
 * keeps its loss from changing the model (2404.02258, section 3.5).
 */
final class Predictor {

    private final int layer;
    private final long width;
    private final long hidden;
    private final WeightSet weights;
    private final RoutingFunctions functions;

    Predictor(Weights weights, int d, int p, int layer) {
        this.layer = layer;
        functions = new RoutingFunctions(weights.functions());
        width = d;
        hidden = p;
        String name = "blocks." + layer + ".predictor";
        Weight.Group group = Weight.Group.PREDICTOR;
        this.weights = WeightSet.of(
                weights.matrix(name + ".hidden", group, Weights.DEVIATION, d, p),
                weights.constant(name + ".hidden.bias", group, 0, p),
                weights.normal(name + ".output", group, Weights.DEVIATION, p, 1),
                weights.constant(name + ".output.bias", group, 0, 1));
    }

    /** Returns one logit for each token of x, [B S, d]. */
    double[] predict(NDArray x, Pass pass) {
        return NDArrays.values(run(x, pass).result());
    }

    private Script.Kept run(NDArray x, Pass pass) {
        long tokens = x.getShape().get(0);
        pass.countLeaf(layer, "predictor.hidden", 2 * tokens * width * hidden);
        pass.count(layer, "predictor.output", 2 * tokens * hidden);
        return pass.keep(functions.predict(pass.manager(), x, weights));
    }

    /**
     * What was learned from one batch.
     *
     * @param logits one logit for each token
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Learned(MembershipLoss loss, double[] logits) {}

    /**
     * Learns which tokens were chosen. No gradient flows back to x.
     *
     * @param factor the factor of the loss
     */
    Learned learn(NDArray x, boolean[] membership, double factor, Pass pass) {
        Script.Kept kept = run(x, pass);
        double[] logits = NDArrays.values(kept.result());
        MembershipLoss loss = MembershipLoss.of(logits, membership);
        if (pass.trains()) {
            NDArray gradient = functions.engine().column(pass.manager(), loss.gradient(), factor);
            functions.predictBackward(gradient, x, kept.saved(), weights);
        }
        return new Learned(loss, logits);
    }
}
