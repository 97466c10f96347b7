package dev.isobath.analysis.numerics;

import dev.isobath.analysis.Estimate;
import dev.isobath.analysis.Uncertainty.Interval;
import dev.isobath.analysis.Uncertainty.Unknown;
import dev.isobath.analysis.Words;
import java.util.Arrays;

/**
 * Mean and spread of some finite numbers.
 *
 * @param n the number of numbers, at least 1
 * @param standardDeviation with n - 1 in the denominator; 0 for a single number
 */
public record Sample(int n, double mean, double standardDeviation) {

    /** Computes the mean first and the squares about it second, so that a large mean takes no digits from the spread. */
    public static Sample of(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return new Sample(values.length, mean, values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)));
    }

    /** Returns s / sqrt(n). */
    public double standardError() {
        return standardDeviation / Math.sqrt(n);
    }

    /**
     * Returns the mean with mean ± t s / sqrt(n).
     *
     * @param one the noun of one number, for example "seed"
     * @param several its plural
     */
    public Estimate estimate(String one, String several) {
        if (n < 2) {
            return new Estimate(
                    mean, new Unknown("One " + one + " has no spread."), n, "The value of one " + one + ".");
        }
        double reach = StudentT.critical(n - 1.0) * standardError();
        return new Estimate(
                mean,
                new Interval(mean - reach, mean + reach),
                n,
                "Mean over " + n + " " + several + "; the interval is Student's t with " + Words.count(n - 1L, "degree")
                        + " of freedom times s / sqrt(n).");
    }
}
