package dev.isobath.analysis.scaling;

import dev.isobath.analysis.Estimate;

/**
 * The best use of a budget by a fitted surface.
 *
 * @param budget C in training FLOPs
 * @param size the best size
 * @param tokens the number of tokens that the budget pays for at that size
 * @param loss the loss there
 * @param extrapolated whether the budget lies outside of those of the runs
 */
public record ComputeOptimum(double budget, Estimate size, Estimate tokens, Estimate loss, boolean extrapolated) {}
