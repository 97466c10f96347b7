package dev.isobath.analysis.scaling;

/**
 * The optimum of the parabola beside the optimum of the surface at the same budget.
 *
 * @param budget C in training FLOPs
 * @param ratio the parabola's size divided by the surface's size
 * @param agree whether the 95 % intervals overlap; without both intervals, whether the sizes are within 10 %
 * @param sentence the comparison in words
 */
public record OptimumComparison(double budget, double ratio, boolean agree, String sentence) {}
