package dev.isobath.training.routing;

/** The standard normal distribution. */
final class NormalDistribution {

    private NormalDistribution() {}

    /** Returns z with P(Z < z) = {@code share}, to 1e-9, by bisection of the distribution function. */
    static double quantile(double share) {
        if (share <= 0) {
            return Double.NEGATIVE_INFINITY;
        }
        if (share >= 1) {
            return Double.POSITIVE_INFINITY;
        }
        double low = -9;
        double high = 9;
        while (high - low > 1e-10) {
            double middle = (low + high) / 2;
            if (below(middle) < share) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /** Returns P(Z < z) from the series of the error function (Abramowitz and Stegun 26.2.10), to 1e-12 up to |z| = 6. */
    private static double below(double z) {
        if (Math.abs(z) > 6) {
            return z < 0 ? 0 : 1;
        }
        double term = z;
        double sum = z;
        for (int n = 1; Math.abs(term) > 1e-16; n++) {
            term *= -z * z / (2 * n);
            sum += term / (2 * n + 1);
        }
        return 0.5 + sum / Math.sqrt(2 * Math.PI);
    }
}
