package dev.isobath.analysis.scaling;

import dev.isobath.analysis.numerics.NonNegativeLeastSquares;
import java.util.Arrays;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.PointValuePair;
import org.hipparchus.optim.SimplePointChecker;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.hipparchus.optim.nonlinear.scalar.noderiv.SimplexOptimizer;

/**
 * Fits E + A F^-α + B D^-β by variable projection (arXiv 2603.22339). For fixed (α, β) the surface is linear in (E, A, B), which
 * non-negative least squares solves. Only (α, β) are searched: on a grid first, and then by a simplex from the best cell.
 *
 * <p>An error is (fit - loss) / loss, which is to first order the difference of logarithms that Hoffmann et al. minimise. The Huber loss
 * of it is minimised by iteratively reweighted least squares.
 */
final class VariableProjection {

    static final double LEAST = 0.01;
    static final double MOST = 2;
    private static final double COARSE = 0.05;
    private static final double FINE = 0.01;
    private static final int REWEIGHTINGS = 60;

    private final SurfacePoints points;
    private final double huber;
    private final double[] sizePower;
    private final double[] tokensPower;
    private final double[][] columns;
    private final double[] target;
    private final double[] weights;
    private double[] coefficients = new double[3];

    VariableProjection(SurfacePoints points, double huber) {
        this.points = points;
        this.huber = huber;
        sizePower = new double[points.n];
        tokensPower = new double[points.n];
        columns = new double[3][points.n];
        target = new double[points.n];
        weights = new double[points.n];
        Arrays.fill(weights, 1);
    }

    /** Searches the whole range of exponents. */
    LossSurface fit() {
        double[] coarse = best(LEAST, LEAST, MOST, MOST, COARSE);
        double[] fine = best(
                Math.max(LEAST, coarse[0] - COARSE),
                Math.max(LEAST, coarse[1] - COARSE),
                Math.min(MOST, coarse[0] + COARSE),
                Math.min(MOST, coarse[1] + COARSE),
                FINE);
        return refined(fine[0], fine[1], FINE);
    }

    /** Searches near the exponents of another fit. */
    LossSurface fitNear(LossSurface other) {
        return refined(other.alpha(), other.beta(), COARSE);
    }

    private double[] best(double lowAlpha, double lowBeta, double highAlpha, double highBeta, double step) {
        double[] best = {lowAlpha, lowBeta};
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; lowAlpha + i * step <= highAlpha + 1e-12; i++) {
            for (int j = 0; lowBeta + j * step <= highBeta + 1e-12; j++) {
                double alpha = lowAlpha + i * step;
                double beta = lowBeta + j * step;
                double error = error(alpha, beta);
                if (error < least) {
                    least = error;
                    best = new double[] {alpha, beta};
                }
            }
        }
        return best;
    }

    private LossSurface refined(double alpha, double beta, double step) {
        // A simplex that starts on a bound would be flat there, so its first step leads inwards.
        double[] steps = {alpha + step > MOST ? -step : step, beta + step > MOST ? -step : step};
        PointValuePair lowest = new SimplexOptimizer(new SimplePointChecker<>(1e-9, 1e-11, 400))
                .optimize(
                        new MaxEval(5000),
                        new ObjectiveFunction(
                                at -> error(clamp(at[0]), clamp(at[1])) * (1 + outside(at[0]) + outside(at[1]))),
                        GoalType.MINIMIZE,
                        new InitialGuess(new double[] {alpha, beta}),
                        new NelderMeadSimplex(steps));
        double finalAlpha = clamp(lowest.getPoint()[0]);
        double finalBeta = clamp(lowest.getPoint()[1]);
        error(finalAlpha, finalBeta);
        return points.surface(coefficients[0], coefficients[1], coefficients[2], finalAlpha, finalBeta);
    }

    private static double clamp(double exponent) {
        return Math.clamp(exponent, LEAST, MOST);
    }

    private static double outside(double exponent) {
        return Math.abs(exponent - clamp(exponent));
    }

    /** Returns the least Huber loss for fixed exponents and leaves the coefficients of it in {@link #coefficients}. */
    private double error(double alpha, double beta) {
        for (int i = 0; i < points.n; i++) {
            sizePower[i] = Math.exp(-alpha * points.logSize[i]);
            tokensPower[i] = Math.exp(-beta * points.logTokens[i]);
        }
        double error = Double.POSITIVE_INFINITY;
        for (int round = 0; round < REWEIGHTINGS; round++) {
            for (int i = 0; i < points.n; i++) {
                double weight = Math.sqrt(weights[i]);
                double scale = weight / points.loss[i];
                columns[0][i] = scale;
                columns[1][i] = scale * sizePower[i];
                columns[2][i] = scale * tokensPower[i];
                target[i] = weight;
            }
            coefficients = NonNegativeLeastSquares.solve(columns, target);
            double before = error;
            error = reweight();
            if (before - error <= 1e-11 * error) {
                break;
            }
        }
        return error;
    }

    /** Sets the weights to those of the errors at the present coefficients and returns the Huber loss. */
    private double reweight() {
        double sum = 0;
        for (int i = 0; i < points.n; i++) {
            double fit = coefficients[0] + coefficients[1] * sizePower[i] + coefficients[2] * tokensPower[i];
            double error = Math.abs(fit / points.loss[i] - 1);
            weights[i] = error <= huber ? 1 : huber / error;
            sum += error <= huber ? error * error / 2 : huber * (error - huber / 2);
        }
        return sum;
    }
}
