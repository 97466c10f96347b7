package dev.isobath.analysis.routing;

import dev.isobath.analysis.Words;
import java.util.Optional;
import java.util.stream.IntStream;

/** Pairs of finite numbers in two arrays of the same length. */
final class Pairs {

    private final double[] x;
    private final double[] y;
    private final int leftOut;

    private Pairs(double[] x, double[] y, int leftOut) {
        this.x = x;
        this.y = y;
        this.leftOut = leftOut;
    }

    static Pairs of(double[] x, double[] y) {
        if (x.length != y.length) {
            throw new IllegalArgumentException(
                    "Pairs need arrays of the same length, not " + x.length + " and " + y.length + ".");
        }
        int[] kept = IntStream.range(0, x.length)
                .filter(i -> Double.isFinite(x[i]) && Double.isFinite(y[i]))
                .toArray();
        return new Pairs(
                IntStream.of(kept).mapToDouble(i -> x[i]).toArray(),
                IntStream.of(kept).mapToDouble(i -> y[i]).toArray(),
                x.length - kept.length);
    }

    double[] x() {
        return x;
    }

    double[] y() {
        return y;
    }

    int n() {
        return x.length;
    }

    int leftOut() {
        return leftOut;
    }

    String leftOutInWords() {
        return leftOut == 0
                ? ""
                : " It leaves out " + Words.count(leftOut, "pair") + " with a number that is not finite.";
    }

    /** Returns why these pairs have no correlation. */
    Optional<String> refusal() {
        if (n() < 3) {
            return Optional.of("A correlation needs at least three pairs of finite numbers, and here are " + n() + ".");
        }
        return Correlations.constant(x) || Correlations.constant(y)
                ? Optional.of("One of the two quantities is the same for every token, so there is no correlation.")
                : Optional.empty();
    }
}
