package dev.isobath.training.routing;

import ai.djl.ndarray.NDArray;
import dev.isobath.spec.ControlledNoOps;
import dev.isobath.training.engine.NDArrays;
import java.util.Arrays;

/**
 * What is added to the shares of one block's real experts when tokens choose their paths, so that no-ops get their wanted share
 * (2601.15370). It does not multiply anything, and no gradient moves it.
 *
 * @param values b, a number for each real expert; 0 before the first step
 * @param topM m, the paths that a token takes
 */
public record ExpertBias(NDArray values, ControlledNoOps control, int topM) {

    /** Returns b for each path. No-ops, which come last, have 0. */
    public double[] ofPaths(int paths) {
        return Arrays.copyOf(NDArrays.values(values), paths);
    }

    /**
     * Learns from one step: b grows where an expert was chosen less often than wanted.
     *
     * @param wanted the number of choices of each path, before any was dropped
     */
    public void learn(int[] wanted) {
        double[] after = NDArrays.values(values);
        double choices = Arrays.stream(wanted).asDoubleStream().sum();
        double target = control.realExperts(topM) / topM / after.length;
        for (int expert = 0; expert < after.length && choices > 0; expert++) {
            after[expert] += control.rate() * (target - wanted[expert] / choices);
        }
        try (NDArray now = NDArrays.of(values.getManager(), values.getDataType(), after, values.getShape())) {
            now.copyTo(values);
        }
    }
}
