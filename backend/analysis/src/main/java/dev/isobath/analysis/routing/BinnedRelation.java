package dev.isobath.analysis.routing;

import dev.isobath.analysis.Estimate;
import dev.isobath.analysis.Outcome;
import dev.isobath.analysis.Outcome.Found;
import dev.isobath.analysis.Outcome.Refused;
import dev.isobath.analysis.numerics.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The mean of one quantity over bins of another, for example of a token's depth over its loss.
 *
 * @param bins the bins in ascending order
 * @param n the number of pairs
 * @param leftOut the number of pairs that were left out because a number is not finite
 */
public record BinnedRelation(List<Bin> bins, int n, int leftOut) {

    /**
     * One bin.
     *
     * @param low the smallest x
     * @param high the largest x
     * @param x the mean of x
     * @param y the mean of y with its t interval
     */
    public record Bin(double low, double high, double x, Estimate y) {}

    /**
     * Sorts pairs by x into bins of about the same number of pairs. Equal x share a bin, so that there are fewer bins where x has few
     * distinct values.
     *
     * @param x one number for each token
     * @param y one number for each token; pairs with a number that is not finite are left out and counted
     * @param bins the number of bins to aim at, at least 2
     */
    public static Outcome<BinnedRelation> of(double[] x, double[] y, int bins) {
        if (bins < 2) {
            throw new IllegalArgumentException("A relation needs at least 2 bins, not " + bins + ".");
        }
        Pairs pairs = Pairs.of(x, y);
        if (pairs.n() < 2 * bins) {
            return new Refused<>("With " + bins + " bins a relation needs at least " + 2 * bins
                    + " pairs of finite numbers, and here are " + pairs.n() + ".");
        }
        int[] order = IntStream.range(0, pairs.n())
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> pairs.x()[i]).thenComparingDouble(i -> pairs.y()[i]))
                .mapToInt(each -> each)
                .toArray();
        List<Bin> made = new ArrayList<>();
        int start = 0;
        for (int bin = 1; bin <= bins; bin++) {
            int end = Math.max(start, (int) Math.round((double) bin * pairs.n() / bins));
            while (end > 0 && end < pairs.n() && pairs.x()[order[end]] == pairs.x()[order[end - 1]]) {
                end++;
            }
            if (end > start) {
                made.add(bin(pairs, Arrays.copyOfRange(order, start, end)));
            }
            start = end;
        }
        return new Found<>(new BinnedRelation(List.copyOf(made), pairs.n(), pairs.leftOut()));
    }

    private static Bin bin(Pairs pairs, int[] members) {
        double[] x = IntStream.of(members).mapToDouble(i -> pairs.x()[i]).toArray();
        double[] y = IntStream.of(members).mapToDouble(i -> pairs.y()[i]).toArray();
        return new Bin(x[0], x[x.length - 1], Sample.of(x).mean(), Sample.of(y).estimate("token", "tokens"));
    }
}
