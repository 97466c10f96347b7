package dev.isobath.analysis.numerics;

import dev.isobath.analysis.Estimate;
import dev.isobath.analysis.Uncertainty;
import dev.isobath.analysis.Uncertainty.Interval;
import dev.isobath.analysis.Uncertainty.Unknown;
import dev.isobath.analysis.Words;
import java.util.Arrays;
import java.util.Optional;

/**
 * A straight line through points whose standard deviations are known, or through points of equal weight.
 *
 * @param n the number of points, at least two with distinct x
 * @param weighted whether the standard deviations are known
 * @param centre the weighted mean of x
 * @param height the y of the line there
 * @param rise the slope
 * @param spread the weighted sum of squares of x about the centre
 * @param scatter the weighted sum of squared distances in y for each degree of freedom; 0 for two points
 */
public record WeightedLine(
        int n, boolean weighted, double centre, double height, double rise, double spread, double scatter) {

    /** Fits by weighted least squares, each point weighted by the inverse of its variance. */
    public static WeightedLine fit(double[] x, double[] y, Optional<double[]> deviations) {
        double[] weights = deviations
                .map(each -> Arrays.stream(each).map(one -> 1 / (one * one)).toArray())
                .orElseGet(() -> Arrays.stream(x).map(one -> 1).toArray());
        double total = Arrays.stream(weights).sum();
        double centre = 0;
        double height = 0;
        for (int i = 0; i < x.length; i++) {
            centre += weights[i] * x[i] / total;
            height += weights[i] * y[i] / total;
        }
        double spread = 0;
        double both = 0;
        for (int i = 0; i < x.length; i++) {
            spread += weights[i] * (x[i] - centre) * (x[i] - centre);
            both += weights[i] * (x[i] - centre) * (y[i] - height);
        }
        double rise = both / spread;
        double distance = 0;
        for (int i = 0; i < x.length; i++) {
            double error = y[i] - height - rise * (x[i] - centre);
            distance += weights[i] * error * error;
        }
        double scatter = x.length == 2 ? 0 : distance / (x.length - 2);
        return new WeightedLine(x.length, deviations.isPresent(), centre, height, rise, spread, scatter);
    }

    /**
     * Returns the slope with its 95 % interval. With known standard deviations the interval follows from them, and it is widened where the
     * points scatter more about the line than they should. Without them it follows from the scatter, so that two points have none.
     */
    public Estimate slope(String point) {
        String fit =
                (weighted ? "Weighted straight line" : "Straight line") + " through " + Words.count(n, point) + ".";
        if (!weighted && n == 2) {
            return new Estimate(
                    rise,
                    new Unknown(
                            "Two points lie on their line exactly, and not both of them have an interval of their own."),
                    n,
                    fit);
        }
        double freedom = n - 2.0;
        if (weighted && scatter <= 1) {
            return new Estimate(
                    rise,
                    reach(StudentT.NORMAL / Math.sqrt(spread)),
                    n,
                    fit + " The interval is 1.96 standard errors, which follow from the intervals of the points."
                            + (n == 2 ? " Two points cannot show whether a line is right." : ""));
        }
        return new Estimate(
                rise,
                reach(StudentT.critical(freedom) * Math.sqrt(scatter / spread)),
                n,
                fit + " The interval is Student's t with " + Words.count(n - 2L, "degree")
                        + " of freedom, from the scatter about the line"
                        + (weighted ? ", which is larger than the intervals of the points explain." : "."));
    }

    private Uncertainty reach(double reach) {
        return new Interval(rise - reach, rise + reach);
    }
}
