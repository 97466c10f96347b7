package dev.isobath.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import dev.isobath.spec.Routing;
import org.jspecify.annotations.Nullable;

/**
 * The linear router of one block (2404.02258, section 3.4: r = w x, no bias), and what makes its choice causal
 * (section 3.5).
 */
final class Router {

    private final Routing.CausalMethod causal;
    private final Site site;
    private final NDArray matrix; // [d, 1]
    private final @Nullable Predictor predictor;

    Router(Weights weights, Routing routing, int width, int layer) {
        causal = routing.causal();
        site = new Site(layer, "router");
        matrix = weights.normal("blocks." + layer + ".router", Decoder.DEVIATION, width, 1);
        predictor = switch (causal) {
            case NONE, AUXILIARY -> null;
            case PREDICTOR -> new Predictor(weights, width, routing.predictorWidth(), layer);
        };
    }

    /** Router outputs of the block's input: [B S, d] -> [B S, 1]. */
    NDArray forward(NDArray x, Pass pass) {
        return pass.choosingProduct(site, x, matrix);
    }

    /** Leaves the loss that makes the choice foreseeable, if the method has one. */
    void learnCausally(NDArray x, NDArray outputs, Selection selection, Pass pass) {
        switch (causal) {
            case NONE -> {}
            case AUXILIARY -> pass.add(membershipLoss(outputs, selection));
            case PREDICTOR -> {
                if (predictor != null) {
                    pass.add(membershipLoss(predictor.forward(x, pass), selection));
                }
            }
        }
    }

    /** Mean of softplus(z) - z t, which is the cross-entropy of sigmoid(z) to the membership t; right if z > 0 where t = 1. */
    private static CausalLoss membershipLoss(NDArray logits, Selection selection) {
        boolean[] membership = selection.membership();
        double[] values = Values.of(logits);
        float[] target = new float[membership.length];
        int right = 0;
        for (int i = 0; i < target.length; i++) {
            target[i] = membership[i] ? 1 : 0;
            right += (values[i] > 0) == membership[i] ? 1 : 0;
        }
        NDArray targets = logits.getManager().create(target, new Shape(target.length, 1));
        DataType type = logits.getDataType();
        NDArray loss = Activation.softPlus(logits)
                .sub(logits.mul(targets.toType(type, false)))
                .mean();
        return new CausalLoss(loss, (double) right / target.length);
    }
}
