package dev.isobath.analysis.verdict;

import dev.isobath.analysis.Estimate;
import dev.isobath.analysis.Words;

/**
 * How much more compute the baseline needs for the variant's loss.
 *
 * @param factor S = C_base(L_v) / C_v; above 1 in the variant's favour
 * @param budget C_v, what the variant spent, in training FLOPs
 * @param baselineBudget C_base(L_v), what the baseline needs, in training FLOPs
 * @param extrapolated whether the baseline was not measured at that budget
 * @param sentence the speed-up in words
 */
public record SpeedUp(Estimate factor, double budget, double baselineBudget, boolean extrapolated, String sentence) {

    /**
     * Returns the speed-up in seconds: the factor times the variant's FLOPs a second over the baseline's. Where a step of both costs the
     * same FLOPs, that is the ratio of their step rates. Both paces must come from the same hardware. They are taken as exact.
     */
    public Estimate wallClock(Pace variant, Pace baseline) {
        double ratio = variant.flopsPerSecond() / baseline.flopsPerSecond();
        return factor.times(
                ratio, "Times the ratio of the rates in FLOPs a second, " + Words.number(ratio) + ", taken as exact.");
    }
}
