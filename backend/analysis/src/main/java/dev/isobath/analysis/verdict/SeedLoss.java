package dev.isobath.analysis.verdict;

/**
 * The loss of one run of a model.
 *
 * @param seed the seed; runs of two models with the same seed saw the same data in the same order
 * @param loss the loss, not finite for a run that diverged
 */
public record SeedLoss(long seed, double loss) {}
