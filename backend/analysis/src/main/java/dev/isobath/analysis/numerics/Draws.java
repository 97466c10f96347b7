package dev.isobath.analysis.numerics;

import dev.isobath.analysis.Bootstrap;
import dev.isobath.analysis.Uncertainty.Interval;
import java.util.Arrays;
import org.hipparchus.random.RandomDataGenerator;
import org.hipparchus.random.Well19937c;

/** Seeded random numbers for bootstraps, and quantiles of what the bootstraps give. */
public final class Draws {

    private final RandomDataGenerator random;

    private Draws(long seed) {
        random = RandomDataGenerator.of(new Well19937c(seed));
    }

    /** Returns the random numbers of a bootstrap, from their start. */
    public static Draws of(Bootstrap bootstrap) {
        return new Draws(bootstrap.seed());
    }

    /** Draws from the normal distribution with mean 0. */
    public double normal(double standardDeviation) {
        return standardDeviation * random.nextGaussian();
    }

    /**
     * Draws a standard deviation that the truth may have when s was measured with few degrees of freedom: s sqrt(f / chi²_f).
     * Normal noise of this standard deviation has Student's t distribution, so that intervals from few runs are as wide as they must be.
     */
    public double standardDeviation(double measured, int degreesOfFreedom) {
        double chiSquared = random.nextGamma(degreesOfFreedom / 2.0, 2);
        return measured * Math.sqrt(degreesOfFreedom / chiSquared);
    }

    /** Draws a whole number from 0 to {@code bound - 1}. */
    public int index(int bound) {
        return random.nextInt(bound);
    }

    /** Returns the middle 95 % of the values. */
    public static Interval middle(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Interval(quantile(sorted, 0.025), quantile(sorted, 0.975));
    }

    /**
     * Returns the quantile at share {@code p} with linear interpolation between order statistics, which is NumPy's default.
     *
     * @param sorted at least one number, in ascending order
     */
    public static double quantile(double[] sorted, double p) {
        double position = p * (sorted.length - 1);
        int below = (int) Math.floor(position);
        int above = Math.min(below + 1, sorted.length - 1);
        double share = position - below;
        return share == 0 ? sorted[below] : sorted[below] + share * (sorted[above] - sorted[below]);
    }
}
