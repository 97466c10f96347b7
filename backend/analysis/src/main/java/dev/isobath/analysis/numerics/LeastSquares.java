package dev.isobath.analysis.numerics;

import java.util.Optional;

/** Linear least squares with a few columns, by modified Gram-Schmidt with the target as the last column, which is backward stable. */
public final class LeastSquares {

    /** A column counts as a combination of the columns before it when this share of its length is left. */
    private static final double DEPENDENT = 1e-12;

    private LeastSquares() {}

    /**
     * Minimises {@code |columns x - target|}.
     *
     * @param columns k columns of n numbers each
     * @param target n numbers
     * @return the k coefficients, or nothing when a column depends on the columns before it
     */
    public static Optional<double[]> solve(double[][] columns, double[] target) {
        int k = columns.length;
        if (k > target.length) {
            return Optional.empty();
        }
        double[][] q = new double[k][];
        for (int j = 0; j < k; j++) {
            q[j] = columns[j].clone();
        }
        double[] rest = target.clone();
        double[][] r = new double[k][k];
        double[] z = new double[k];
        for (int j = 0; j < k; j++) {
            double before = norm(columns[j]);
            double length = norm(q[j]);
            if (!(length > DEPENDENT * before)) {
                return Optional.empty();
            }
            r[j][j] = length;
            for (int i = 0; i < rest.length; i++) {
                q[j][i] /= length;
            }
            for (int later = j + 1; later < k; later++) {
                r[j][later] = remove(q[j], q[later]);
            }
            z[j] = remove(q[j], rest);
        }
        double[] x = new double[k];
        for (int j = k - 1; j >= 0; j--) {
            double sum = z[j];
            for (int later = j + 1; later < k; later++) {
                sum -= r[j][later] * x[later];
            }
            x[j] = sum / r[j][j];
        }
        return Optional.of(x);
    }

    /** Returns the sum of squares of {@code target - columns x}. */
    public static double squaredError(double[][] columns, double[] x, double[] target) {
        double sum = 0;
        for (int i = 0; i < target.length; i++) {
            double error = target[i];
            for (int j = 0; j < columns.length; j++) {
                error -= columns[j][i] * x[j];
            }
            sum += error * error;
        }
        return sum;
    }

    /** Takes the part along {@code unit} out of {@code vector} and returns its length. */
    private static double remove(double[] unit, double[] vector) {
        double along = 0;
        for (int i = 0; i < unit.length; i++) {
            along += unit[i] * vector[i];
        }
        for (int i = 0; i < unit.length; i++) {
            vector[i] -= along * unit[i];
        }
        return along;
    }

    private static double norm(double[] vector) {
        double sum = 0;
        for (double each : vector) {
            sum += each * each;
        }
        return Math.sqrt(sum);
    }
}
