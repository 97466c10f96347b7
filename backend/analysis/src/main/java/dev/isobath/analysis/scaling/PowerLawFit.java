package dev.isobath.analysis.scaling;

import dev.isobath.analysis.numerics.LeastSquares;
import dev.isobath.analysis.numerics.NonNegativeLeastSquares;
import java.util.Arrays;
import java.util.Optional;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.univariate.BrentOptimizer;
import org.hipparchus.optim.univariate.SearchInterval;
import org.hipparchus.optim.univariate.UnivariateObjectiveFunction;

/** Fits limit + factor · C^-exponent by variable projection: a search over the exponent, non-negative least squares for the rest. */
final class PowerLawFit {

    private static final double LEAST = 0.005;
    private static final double MOST = 2;
    private static final double STEP = 0.01;

    private final double[] budgets;
    private final double[][] columns;
    private final double[] target;
    private final double[] scale;
    private final double reference;

    private PowerLawFit(double[] budgets, double[] losses, Optional<double[]> deviations) {
        this.budgets = budgets;
        scale = deviations
                .map(each -> Arrays.stream(each).map(one -> 1 / one).toArray())
                .orElseGet(() -> Arrays.stream(losses).map(one -> 1).toArray());
        columns = new double[2][losses.length];
        target = new double[losses.length];
        for (int i = 0; i < losses.length; i++) {
            columns[0][i] = scale[i];
            target[i] = scale[i] * losses[i];
        }
        reference = Math.exp(Arrays.stream(budgets).map(Math::log).average().orElseThrow());
    }

    static Curve.PowerLaw fit(double[] budgets, double[] losses, Optional<double[]> deviations) {
        return new PowerLawFit(budgets, losses, deviations).fit();
    }

    private Curve.PowerLaw fit() {
        double best = LEAST;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; LEAST + i * STEP <= MOST; i++) {
            double error = error(LEAST + i * STEP);
            if (error < least) {
                least = error;
                best = LEAST + i * STEP;
            }
        }
        double exponent = new BrentOptimizer(1e-10, 1e-12)
                .optimize(
                        new MaxEval(1000),
                        new UnivariateObjectiveFunction(this::error),
                        GoalType.MINIMIZE,
                        new SearchInterval(Math.max(LEAST, best - STEP), Math.min(MOST, best + STEP), best))
                .getPoint();
        double[] x = coefficients(exponent);
        return new Curve.PowerLaw(x[0], x[1] * Math.pow(reference, exponent), exponent);
    }

    private double[] coefficients(double exponent) {
        for (int i = 0; i < target.length; i++) {
            columns[1][i] = scale[i] * Math.pow(budgets[i] / reference, -exponent);
        }
        return NonNegativeLeastSquares.solve(columns, target);
    }

    private double error(double exponent) {
        double[] x = coefficients(exponent);
        return LeastSquares.squaredError(columns, x, target);
    }
}
