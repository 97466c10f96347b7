package dev.isobath.analysis.scaling;

import java.util.List;

/**
 * The loss that a kind reaches at each budget when its size is the best one.
 *
 * @param curve the fitted curve
 * @param draws the same curve fitted to losses with drawn noise; empty where the noise is unknown
 * @param lowBudget the smallest budget with measurements
 * @param highBudget the largest budget with measurements
 * @param n the number of measurements
 * @param method how the curve was fitted, in whole sentences
 */
public record LossCurve(
        Curve curve, List<? extends Curve> draws, double lowBudget, double highBudget, int n, String method) {

    /** Whether {@code budget} lies outside of what was measured. */
    public boolean extrapolates(double budget) {
        return budget < lowBudget || budget > highBudget;
    }
}
