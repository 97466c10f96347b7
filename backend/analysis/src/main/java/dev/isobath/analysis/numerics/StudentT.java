package dev.isobath.analysis.numerics;

import dev.isobath.analysis.Uncertainty;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;

/** Student's t distribution. */
public final class StudentT {

    /** The 97.5 % quantile of the normal distribution, 1.96. */
    public static final double NORMAL =
            new NormalDistribution().inverseCumulativeProbability(upper(1 - Uncertainty.LEVEL));

    private StudentT() {}

    /** Returns the t that bounds the middle 95 % with {@code degreesOfFreedom}, above 0: 4.30 for 2. */
    public static double critical(double degreesOfFreedom) {
        return critical(degreesOfFreedom, 1 - Uncertainty.LEVEL);
    }

    /**
     * Returns the t outside of which lies {@code alpha}, half of it on each side.
     *
     * @param alpha above 0 and below 1
     */
    public static double critical(double degreesOfFreedom, double alpha) {
        return new TDistribution(degreesOfFreedom).inverseCumulativeProbability(upper(alpha));
    }

    /** Returns the probability of a t at least as far from 0 as {@code t}, on either side. */
    public static double twoSided(double t, double degreesOfFreedom) {
        return Math.min(1, 2 * new TDistribution(degreesOfFreedom).cumulativeProbability(-Math.abs(t)));
    }

    private static double upper(double alpha) {
        return 1 - alpha / 2;
    }
}
