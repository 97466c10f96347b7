package dev.isobath.analysis.scaling;

import java.util.List;

/** A loss that falls as the budget grows. */
public sealed interface Curve {

    /** Returns the loss at a budget in training FLOPs, above 0. */
    double lossAt(double budget);

    /**
     * L(C) = limit + factor · C^-exponent.
     *
     * @param limit L∞, the loss that no budget goes below
     */
    record PowerLaw(double limit, double factor, double exponent) implements Curve {
        @Override
        public double lossAt(double budget) {
            return limit + factor * Math.pow(budget, -exponent);
        }
    }

    /**
     * Straight lines over ln C between measured points, and on beyond the first and the last point.
     *
     * @param budgets ascending, two or more
     * @param losses the loss at each budget
     */
    record Polyline(List<Double> budgets, List<Double> losses) implements Curve {
        @Override
        public double lossAt(double budget) {
            int next = 1;
            while (next < budgets.size() - 1 && budgets.get(next) < budget) {
                next++;
            }
            double left = Math.log(budgets.get(next - 1));
            double right = Math.log(budgets.get(next));
            double share = (Math.log(budget) - left) / (right - left);
            return losses.get(next - 1) + share * (losses.get(next) - losses.get(next - 1));
        }
    }
}
