package dev.isobath.analysis.scaling;

import java.util.Comparator;
import java.util.List;

/** The runs of a surface as arrays of n numbers. Logarithms are taken about their means, which keeps A and B near the losses in size. */
final class SurfacePoints {

    final int n;
    final double[] logSize;
    final double[] logTokens;
    final double[] loss;
    final double meanLogSize;
    final double meanLogTokens;

    private SurfacePoints(
            double[] logSize, double[] logTokens, double[] loss, double meanLogSize, double meanLogTokens) {
        this.n = loss.length;
        this.logSize = logSize;
        this.logTokens = logTokens;
        this.loss = loss;
        this.meanLogSize = meanLogSize;
        this.meanLogTokens = meanLogTokens;
    }

    /** Takes the runs in an order of their own, so that the order in which they come changes no draw of noise. */
    static SurfacePoints of(List<Run> runs) {
        List<Run> sorted = runs.stream()
                .sorted(Comparator.comparingDouble(Run::size)
                        .thenComparingDouble(Run::tokens)
                        .thenComparingDouble(Run::loss))
                .toList();
        double[] size = sorted.stream().mapToDouble(run -> Math.log(run.size())).toArray();
        double[] tokens =
                sorted.stream().mapToDouble(run -> Math.log(run.tokens())).toArray();
        double[] loss = sorted.stream().mapToDouble(Run::loss).toArray();
        double meanSize = centre(size);
        double meanTokens = centre(tokens);
        return new SurfacePoints(size, tokens, loss, meanSize, meanTokens);
    }

    SurfacePoints withLoss(double[] others) {
        return new SurfacePoints(logSize, logTokens, others, meanLogSize, meanLogTokens);
    }

    private static double centre(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double mean = sum / values.length;
        for (int i = 0; i < values.length; i++) {
            values[i] -= mean;
        }
        return mean;
    }

    /** Whether the points lie on a straight line over (ln size, ln tokens), as those of a single budget do. */
    boolean onALine() {
        double sizes = 0;
        double tokens = 0;
        double both = 0;
        for (int i = 0; i < n; i++) {
            sizes += logSize[i] * logSize[i];
            tokens += logTokens[i] * logTokens[i];
            both += logSize[i] * logTokens[i];
        }
        double half = (sizes + tokens) / 2;
        double least = half - Math.hypot((sizes - tokens) / 2, both);
        return least / n < 0.05 * 0.05;
    }

    /** Returns the surface whose coefficients are given about the means. */
    LossSurface surface(double e, double a, double b, double alpha, double beta) {
        return new LossSurface(e, a * Math.exp(alpha * meanLogSize), b * Math.exp(beta * meanLogTokens), alpha, beta);
    }

    /** Returns the n losses that a surface gives for these runs. */
    double[] fitted(LossSurface surface) {
        double[] fitted = new double[n];
        for (int i = 0; i < n; i++) {
            fitted[i] = surface.lossAt(Math.exp(logSize[i] + meanLogSize), Math.exp(logTokens[i] + meanLogTokens));
        }
        return fitted;
    }
}
