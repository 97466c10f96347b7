package dev.isobath.analysis.scaling;

import dev.isobath.analysis.Estimate;

/**
 * The best size as a power of the budget.
 *
 * @param exponent the slope of ln(best size) over ln(budget)
 * @param reference the geometric mean of the budgets
 * @param sizeAtReference the best size at that budget
 * @param weighted whether each budget counts by the inverse variance of its optimum
 * @param scatter the weighted squared distance from the line for each degree of freedom; about 1 where the line fits, 0 for two budgets
 * @param n the number of budgets with an optimum
 * @param leftOut the number of budgets without an optimum
 */
public record SizeFrontier(
        Estimate exponent,
        double reference,
        double sizeAtReference,
        boolean weighted,
        double scatter,
        int n,
        int leftOut) {

    /** Returns the best size at a budget in training FLOPs. */
    public double sizeAt(double budget) {
        return sizeAtReference * Math.pow(budget / reference, exponent.value());
    }
}
