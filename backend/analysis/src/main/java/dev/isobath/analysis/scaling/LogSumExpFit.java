package dev.isobath.analysis.scaling;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Fits the surface in the form of Hoffmann et al., as Epoch's replication does (Besiroglu et al., arXiv 2404.10102): it minimises the
 * Huber loss of LSE(a - α ln F, b - β ln D, e) - ln L. The starts are Epoch's grid; the best of them go on by Levenberg-Marquardt with
 * the weights of the Huber loss. It shares no arithmetic with {@link VariableProjection} and checks it.
 */
final class LogSumExpFit {

    private static final double[] EXPONENTS = {0, 0.5, 1, 1.5, 2};
    private static final double[] LIMITS = {-1, -0.5, 0, 0.5, 1};
    private static final double[] COEFFICIENTS = {0, 5, 10, 15, 20, 25};

    /** The number of starts that are followed. All 4,500 are valued. */
    static final int FOLLOWED = 60;

    private static final int STEPS = 500;
    private static final int PARAMETERS = 5;

    private final SurfacePoints points;
    private final double huber;
    private final double[] logLoss;

    private LogSumExpFit(SurfacePoints points, double huber) {
        this.points = points;
        this.huber = huber;
        logLoss = new double[points.n];
        for (int i = 0; i < points.n; i++) {
            logLoss[i] = Math.log(points.loss[i]);
        }
    }

    static LossSurface fit(SurfacePoints points, double huber) {
        return new LogSumExpFit(points, huber).fit();
    }

    /** Parameters are a - α mean(ln F), α, b - β mean(ln D), β, e, because a and α are nearly one parameter about 0. */
    private record Place(List<Double> parameters, double error) {}

    private LossSurface fit() {
        Place best = starts().stream()
                .sorted(Comparator.comparingDouble(Place::error))
                .limit(FOLLOWED)
                .map(this::descend)
                .min(Comparator.comparingDouble(Place::error))
                .orElseThrow();
        List<Double> p = best.parameters();
        return points.surface(Math.exp(p.get(4)), Math.exp(p.get(0)), Math.exp(p.get(2)), p.get(1), p.get(3));
    }

    private List<Place> starts() {
        List<Place> starts = new ArrayList<>();
        for (double alpha : EXPONENTS) {
            for (double beta : EXPONENTS) {
                for (double e : LIMITS) {
                    for (double a : COEFFICIENTS) {
                        for (double b : COEFFICIENTS) {
                            starts.add(place(new double[] {
                                a - alpha * points.meanLogSize, alpha, b - beta * points.meanLogTokens, beta, e
                            }));
                        }
                    }
                }
            }
        }
        return starts;
    }

    private Place place(double[] p) {
        return new Place(List.of(p[0], p[1], p[2], p[3], p[4]), error(p));
    }

    private Place descend(Place start) {
        double[] p = start.parameters().stream().mapToDouble(each -> each).toArray();
        double error = start.error();
        double damping = 1e-3;
        for (int step = 0; step < STEPS && damping < 1e12; step++) {
            double[][] normal = new double[PARAMETERS][PARAMETERS];
            double[] gradient = new double[PARAMETERS];
            linearise(p, normal, gradient);
            double[] next = p.clone();
            double[] move = solve(normal, gradient, damping);
            for (int j = 0; j < PARAMETERS; j++) {
                next[j] -= move[j];
            }
            double after = error(next);
            if (after < error) {
                boolean settled = error - after <= 1e-14 * error;
                p = next;
                error = after;
                damping = Math.max(1e-12, damping / 5);
                if (settled) {
                    break;
                }
            } else {
                damping *= 4;
            }
        }
        return place(p);
    }

    private double error(double[] p) {
        double sum = 0;
        for (int i = 0; i < points.n; i++) {
            double size = p[0] - p[1] * points.logSize[i];
            double tokens = p[2] - p[3] * points.logTokens[i];
            double error = Math.abs(logSumExp(size, tokens, p[4]) - logLoss[i]);
            sum += error <= huber ? error * error / 2 : huber * (error - huber / 2);
        }
        return sum;
    }

    /** Adds up J'WJ and J'Wr, where W has the weights of the Huber loss. */
    private void linearise(double[] p, double[][] normal, double[] gradient) {
        double[] row = new double[PARAMETERS];
        for (int i = 0; i < points.n; i++) {
            double size = p[0] - p[1] * points.logSize[i];
            double tokens = p[2] - p[3] * points.logTokens[i];
            double all = logSumExp(size, tokens, p[4]);
            row[0] = Math.exp(size - all);
            row[1] = -row[0] * points.logSize[i];
            row[2] = Math.exp(tokens - all);
            row[3] = -row[2] * points.logTokens[i];
            row[4] = Math.exp(p[4] - all);
            double error = all - logLoss[i];
            double weight = Math.abs(error) <= huber ? 1 : huber / Math.abs(error);
            for (int j = 0; j < PARAMETERS; j++) {
                gradient[j] += weight * row[j] * error;
                for (int k = 0; k < PARAMETERS; k++) {
                    normal[j][k] += weight * row[j] * row[k];
                }
            }
        }
    }

    /** Solves (N + damping · diag N) x = g by Cholesky's decomposition. */
    private static double[] solve(double[][] normal, double[] gradient, double damping) {
        int n = PARAMETERS;
        double[][] lower = new double[n][n];
        double[] x = gradient.clone();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = normal[i][j];
                if (i == j) {
                    sum += damping * normal[i][i] + 1e-300;
                }
                for (int k = 0; k < j; k++) {
                    sum -= lower[i][k] * lower[j][k];
                }
                // A pivot that rounding has made negative stands for a direction that changes nothing.
                lower[i][j] = i == j ? Math.sqrt(Math.max(sum, 1e-30)) : sum / lower[j][j];
            }
        }
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) {
                x[i] -= lower[i][k] * x[k];
            }
            x[i] /= lower[i][i];
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int k = i + 1; k < n; k++) {
                x[i] -= lower[k][i] * x[k];
            }
            x[i] /= lower[i][i];
        }
        return x;
    }

    private static double logSumExp(double one, double two, double three) {
        double most = Math.max(one, Math.max(two, three));
        return most + Math.log(Math.exp(one - most) + Math.exp(two - most) + Math.exp(three - most));
    }
}
