package dev.isobath.analysis.routing;

import dev.isobath.analysis.Estimate;
import dev.isobath.analysis.Outcome;
import dev.isobath.analysis.Outcome.Found;
import dev.isobath.analysis.Outcome.Refused;
import dev.isobath.analysis.Uncertainty;
import dev.isobath.analysis.Uncertainty.Interval;
import dev.isobath.analysis.Uncertainty.Unknown;
import dev.isobath.analysis.numerics.StudentT;
import java.util.Arrays;
import org.hipparchus.stat.correlation.PearsonsCorrelation;
import org.hipparchus.stat.ranking.NaNStrategy;
import org.hipparchus.stat.ranking.NaturalRanking;
import org.hipparchus.stat.ranking.TiesStrategy;

/**
 * Correlations between two quantities of a token, for example the number of blocks that it went through and its loss. Intervals are for
 * independent tokens. Tokens of one text are not quite independent, so the true intervals are wider.
 */
public final class Correlations {

    private Correlations() {}

    /**
     * Returns Pearson's r with Fisher's interval: tanh(atanh r ± 1.96 / sqrt(n - 3)).
     *
     * @param x one number for each token
     * @param y one number for each token; pairs with a number that is not finite are left out and counted in the method
     */
    public static Outcome<Estimate> pearson(double[] x, double[] y) {
        Pairs pairs = Pairs.of(x, y);
        return pairs.refusal().<Outcome<Estimate>>map(Refused::new).orElseGet(() -> {
            double r = correlation(pairs.x(), pairs.y());
            return new Found<>(estimate(r, 1, pairs, "Pearson's r."));
        });
    }

    /**
     * Returns Spearman's rank correlation; equal numbers share their mean rank. The interval is that of Bonett and Wright (2000):
     * tanh(atanh r ± 1.96 sqrt((1 + r²/2) / (n - 3))).
     *
     * @param x one number for each token
     * @param y one number for each token; pairs with a number that is not finite are left out and counted in the method
     */
    public static Outcome<Estimate> spearman(double[] x, double[] y) {
        Pairs pairs = Pairs.of(x, y);
        return pairs.refusal().<Outcome<Estimate>>map(Refused::new).orElseGet(() -> {
            NaturalRanking ranking = new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.AVERAGE);
            double r = correlation(ranking.rank(pairs.x()), ranking.rank(pairs.y()));
            return new Found<>(
                    estimate(r, 1 + r * r / 2, pairs, "Spearman's rank correlation; equal numbers share a rank."));
        });
    }

    private static double correlation(double[] x, double[] y) {
        return Math.clamp(new PearsonsCorrelation().correlation(x, y), -1, 1);
    }

    private static Estimate estimate(double r, double variance, Pairs pairs, String what) {
        int n = pairs.n();
        String method = what + pairs.leftOutInWords();
        if (n < 4) {
            return new Estimate(
                    r, new Unknown("Three pairs are too few for the interval of a correlation."), n, method);
        }
        if (Math.abs(r) == 1) {
            return new Estimate(r, new Unknown("The pairs lie on a line exactly, which leaves no spread."), n, method);
        }
        double z = Math.log((1 + r) / (1 - r)) / 2;
        double reach = StudentT.NORMAL * Math.sqrt(variance / (n - 3));
        Uncertainty interval = new Interval(Math.tanh(z - reach), Math.tanh(z + reach));
        return new Estimate(r, interval, n, method + " The interval is Fisher's, for independent pairs.");
    }

    /** Whether all numbers are equal. */
    static boolean constant(double[] values) {
        return Arrays.stream(values).allMatch(each -> each == values[0]);
    }
}
