package dev.isobath.training.routing;

import ai.djl.ndarray.NDArray;
import dev.isobath.training.engine.NDArrays;

/**
 * What a number has to be above for a token to be taken when the other tokens are not known: the share of a path of experts that choose,
 * or the output of the router of a block. It is an exponential average, over the steps of training, of the smallest number that was
 * taken.
 *
 * @param values a number for each path, real experts first, then no-ops, or one for a block; 0 before the first step, and in a
 *     checkpoint that has none
 */
public record Thresholds(NDArray values) {

    /** The weight of the average so far at each step. The rest is that of the step. */
    static final double KEPT = 0.95;

    /** Returns the thresholds, or an empty array if none are known. */
    public double[] known() {
        double[] known = NDArrays.values(values);
        for (double threshold : known) {
            if (threshold == 0) {
                return new double[0];
            }
        }
        return known;
    }

    /**
     * Learns from one step.
     *
     * @param cutoffs the smallest number that was taken; NaN where nothing was
     */
    public void learn(double... cutoffs) {
        double[] after = NDArrays.values(values);
        for (int i = 0; i < after.length; i++) {
            if (!Double.isNaN(cutoffs[i])) {
                double moved = after[i] == 0 ? cutoffs[i] : KEPT * after[i] + (1 - KEPT) * cutoffs[i];
                // Zero means that nothing is known.
                after[i] = Math.abs(moved) < Float.MIN_NORMAL ? Float.MIN_NORMAL : moved;
            }
        }
        try (NDArray now = NDArrays.of(values.getManager(), values.getDataType(), after, values.getShape())) {
            now.copyTo(values);
        }
    }
}
