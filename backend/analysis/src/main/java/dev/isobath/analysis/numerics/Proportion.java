package dev.isobath.analysis.numerics;

import dev.isobath.analysis.Estimate;
import dev.isobath.analysis.Uncertainty.Interval;

/** Shares of counts. */
public final class Proportion {

    private Proportion() {}

    /**
     * Returns {@code hits / of} with Wilson's score interval, which stays inside 0 and 1 and is right for small counts too.
     *
     * @param hits from 0 to {@code of}
     * @param of at least 1; counts above the largest {@code int} are stated as that in {@link Estimate#n}
     * @param what the share in words, as the start of a sentence
     */
    public static Estimate estimate(long hits, long of, String what) {
        double n = of;
        double share = hits / n;
        double z2 = StudentT.NORMAL * StudentT.NORMAL;
        double centre = (share + z2 / (2 * n)) / (1 + z2 / n);
        double reach = StudentT.NORMAL * Math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n);
        return new Estimate(
                share,
                new Interval(hits == 0 ? 0 : centre - reach, hits == of ? 1 : centre + reach),
                (int) Math.min(of, Integer.MAX_VALUE),
                what + " The interval is Wilson's, for independent tokens.");
    }
}
