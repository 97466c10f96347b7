package dev.isobath.training.routing;

import ai.djl.ndarray.NDArray;
import dev.isobath.training.engine.NDArrays;

/**
 * What a share has to be above for a path of one block to take a token when later tokens are not known. It is an exponential average,
 * over the steps of training, of the smallest share that the path took. The choices of training do not depend on it.
 *
 * @param values a number for each path, real experts first, then no-ops; 0 before the first step, and in a checkpoint that has none
 */
public record ExpertThresholds(NDArray values) {

    /** The weight of the average so far at each step. The rest is that of the step. */
    static final double KEPT = 0.95;

    /** Returns the thresholds, or an empty array if none are known. */
    public double[] known() {
        double[] known = NDArrays.values(values);
        for (double threshold : known) {
            if (threshold <= 0) {
                return new double[0];
            }
        }
        return known;
    }

    /**
     * Learns from one step.
     *
     * @param cutoffs the smallest share that each path took; NaN for a path that took nothing
     */
    public void learn(double[] cutoffs) {
        double[] after = NDArrays.values(values);
        for (int path = 0; path < after.length; path++) {
            if (!Double.isNaN(cutoffs[path])) {
                double before = after[path];
                double moved = before <= 0 ? cutoffs[path] : KEPT * before + (1 - KEPT) * cutoffs[path];
                after[path] = Math.max(Float.MIN_NORMAL, moved);
            }
        }
        try (NDArray now = NDArrays.of(values.getManager(), values.getDataType(), after, values.getShape())) {
            now.copyTo(values);
        }
    }
}
