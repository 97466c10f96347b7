package dev.isobath.training;

import ai.djl.ndarray.NDArray;

/**
 * Foretells from a token alone whether the top-k choice takes it: d -> p -> 1 with GELU between, behind a stop-gradient, so
 * that the model does not notice it (2404.02258, section 3.5).
 */
final class Predictor {

    private final Site hiddenSite;
    private final Site outputSite;
    private final NDArray hidden; // [d, p]
    private final NDArray hiddenBias; // [p]
    private final NDArray output; // [p, 1]
    private final NDArray outputBias; // [1]

    Predictor(Weights weights, int d, int p, int layer) {
        hiddenSite = new Site(layer, "predictor.hidden");
        outputSite = new Site(layer, "predictor.output");
        String name = "blocks." + layer + ".predictor";
        Weight.Group group = Weight.Group.PREDICTOR;
        hidden = weights.normal(name + ".hidden", group, Decoder.DEVIATION, d, p);
        hiddenBias = weights.constant(name + ".hidden.bias", group, 0, p);
        output = weights.normal(name + ".output", group, Decoder.DEVIATION, p, 1);
        outputBias = weights.constant(name + ".output.bias", group, 0, 1);
    }

    /** [B S, d] -> logits [B S, 1]. */
    NDArray forward(NDArray x, Pass pass) {
        NDArray detached = x.stopGradient();
        NDArray activated =
                pass.gelu(pass.choosingLeafProduct(hiddenSite, detached, hidden).add(hiddenBias)); // [B S, p]
        return pass.choosingProduct(outputSite, activated, output).add(outputBias);
    }
}
