package dev.isobath.analysis.numerics;

import java.util.Arrays;
import java.util.Optional;

/**
 * A parabola y = c0 + c1 u + c2 u² with u = (x - centre) / scale. Centre and scale are those of the data, so that neither the unit of x
 * nor a large x costs digits.
 */
record Parabola(double centre, double scale, double c0, double c1, double c2) {

    /** Fits by least squares. Returns nothing for fewer than three distinct x. */
    static Optional<Parabola> fit(double[] x, double[] y) {
        double centre = Arrays.stream(x).average().orElse(0);
        double scale =
                Arrays.stream(x).map(each -> Math.abs(each - centre)).max().orElse(0);
        if (!(scale > 0)) {
            return Optional.empty();
        }
        double[][] columns = new double[3][x.length];
        for (int i = 0; i < x.length; i++) {
            double u = (x[i] - centre) / scale;
            columns[0][i] = 1;
            columns[1][i] = u;
            columns[2][i] = u * u;
        }
        return LeastSquares.solve(columns, y).map(c -> new Parabola(centre, scale, c[0], c[1], c[2]));
    }

    /** The second derivative by x. */
    double curvature() {
        return 2 * c2 / (scale * scale);
    }

    /** The x of the vertex. It is not finite where there is no curvature. */
    double vertex() {
        return centre - scale * c1 / (2 * c2);
    }

    double at(double x) {
        double u = (x - centre) / scale;
        return c0 + u * (c1 + u * c2);
    }
}
