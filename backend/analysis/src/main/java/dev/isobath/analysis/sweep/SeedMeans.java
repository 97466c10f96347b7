package dev.isobath.analysis.sweep;

import dev.isobath.analysis.Estimate;
import dev.isobath.analysis.Outcome;
import dev.isobath.analysis.Outcome.Found;
import dev.isobath.analysis.Outcome.Refused;
import dev.isobath.analysis.Words;
import dev.isobath.analysis.numerics.Sample;
import java.util.Arrays;

/** Means over seeds, for example of the loss of several runs at one step. */
public final class SeedMeans {

    private SeedMeans() {}

    /**
     * Returns the mean with mean ± t s / sqrt(n).
     *
     * @param values one number for each seed, in any order; numbers that are not finite are left out and counted in the method
     */
    public static Outcome<Estimate> of(double[] values) {
        double[] finite =
                Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
        if (finite.length == 0) {
            return new Refused<>("No seed has a finite value, so there is no mean.");
        }
        Estimate estimate = Sample.of(finite).estimate("seed", "seeds");
        int leftOut = values.length - finite.length;
        return new Found<>(
                leftOut == 0
                        ? estimate
                        : new Estimate(
                                estimate.value(),
                                estimate.uncertainty(),
                                estimate.n(),
                                estimate.method() + " It leaves out " + Words.count(leftOut, "seed")
                                        + " without a finite value."));
    }
}
