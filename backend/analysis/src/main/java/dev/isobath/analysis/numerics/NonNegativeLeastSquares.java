package dev.isobath.analysis.numerics;

import java.util.Optional;

/**
 * Least squares whose coefficients are at least 0. The optimum is the ordinary least-squares solution on its own support, so among
 * all supports with a non-negative solution the one of least error is the optimum. With three columns there are eight supports.
 */
public final class NonNegativeLeastSquares {

    private NonNegativeLeastSquares() {}

    /**
     * Minimises {@code |columns x - target|} over {@code x >= 0}.
     *
     * @param columns k columns of n numbers each, k at most 8
     * @param target n numbers
     * @return the k coefficients; a coefficient at its bound is exactly 0
     */
    public static double[] solve(double[][] columns, double[] target) {
        int k = columns.length;
        Optional<double[]> all = LeastSquares.solve(columns, target).filter(NonNegativeLeastSquares::nonNegative);
        if (all.isPresent()) {
            return all.get();
        }
        double[] best = new double[k];
        double least = LeastSquares.squaredError(columns, best, target);
        for (int support = 1; support < (1 << k) - 1; support++) {
            Optional<double[]> x = on(support, columns, target).filter(NonNegativeLeastSquares::nonNegative);
            if (x.isPresent()) {
                double error = LeastSquares.squaredError(columns, x.get(), target);
                if (error < least) {
                    least = error;
                    best = x.get();
                }
            }
        }
        return best;
    }

    private static Optional<double[]> on(int support, double[][] columns, double[] target) {
        double[][] chosen = new double[Integer.bitCount(support)][];
        for (int j = 0, next = 0; j < columns.length; j++) {
            if ((support >> j & 1) == 1) {
                chosen[next++] = columns[j];
            }
        }
        return LeastSquares.solve(chosen, target).map(x -> {
            double[] spread = new double[columns.length];
            for (int j = 0, next = 0; j < columns.length; j++) {
                if ((support >> j & 1) == 1) {
                    spread[j] = x[next++];
                }
            }
            return spread;
        });
    }

    private static boolean nonNegative(double[] x) {
        for (double each : x) {
            if (each < 0) {
                return false;
            }
        }
        return true;
    }
}
