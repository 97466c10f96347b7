package dev.isobath.training.metrics;

/** Shannon entropy in bits. */
final class Entropy {

    private static final double LN_2 = Math.log(2);

    private Entropy() {}

    /**
     * Returns the entropy of a choice that has probability sigmoid(z). It is even in z, and 0 where sigmoid(z) is 0 or 1 in
     * float64.
     */
    static double ofLogit(double z) {
        // With e = exp(-|z|): -p ln p - q ln q = ln(1 + e) + |z| e / (1 + e), without a logarithm of something near 0.
        double size = Math.abs(z);
        double e = Math.exp(-size);
        return e == 0 ? 0 : (Math.log1p(e) + size * e / (1 + e)) / LN_2;
    }

    /** Returns the term that probability {@code p} adds to the entropy of a distribution. */
    static double term(double p) {
        return p > 0 ? -p * Math.log(p) / LN_2 : 0;
    }
}
