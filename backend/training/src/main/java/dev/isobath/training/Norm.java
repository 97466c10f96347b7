package dev.isobath.training;

import ai.djl.ndarray.NDArray;

/** Layer norm: [N, d] -> [N, d]. */
final class Norm {

    private final NDArray gain; // [d]
    private final NDArray bias; // [d]

    Norm(Weights weights, String name, int width) {
        gain = weights.constant(name + ".gain", Weight.Group.MODEL, 1, width);
        bias = weights.constant(name + ".bias", Weight.Group.MODEL, 0, width);
    }

    NDArray forward(NDArray x, Pass pass) {
        return pass.norm(x, gain, bias);
    }
}
