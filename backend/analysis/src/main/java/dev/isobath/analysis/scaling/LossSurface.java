package dev.isobath.analysis.scaling;

/**
 * L(F, D) = E + A F^-α + B D^-β (Hoffmann et al., arXiv 2203.15556, approach 3).
 *
 * @param e E, the loss that no size and no number of tokens goes below
 * @param a A, at least 0
 * @param b B, at least 0
 * @param alpha α, the exponent of the size
 * @param beta β, the exponent of the tokens
 */
public record LossSurface(double e, double a, double b, double alpha, double beta) {

    /** Returns the loss of a model of {@code size} after {@code tokens}. */
    public double lossAt(double size, double tokens) {
        return e + a * Math.pow(size, -alpha) + b * Math.pow(tokens, -beta);
    }

    /** Whether both terms are there, so that some size is the best one at each budget. */
    public boolean hasOptimum() {
        return a > 0 && b > 0 && alpha > 0 && beta > 0;
    }

    /** The exponent of the best size over the budget: β / (α + β). */
    public double sizeExponent() {
        return beta / (alpha + beta);
    }

    /** The exponent of the best number of tokens over the budget: α / (α + β). */
    public double tokensExponent() {
        return alpha / (alpha + beta);
    }

    /** The exponent by which the reducible loss falls with the budget: α β / (α + β). */
    public double lossExponent() {
        return alpha * beta / (alpha + beta);
    }

    /** Returns the size that minimises the loss at {@code budget} training FLOPs: (α A / (β B))^(1/(α+β)) · (C/c)^(β/(α+β)). */
    public double optimalSize(double budget, SizeAxis axis) {
        // The ratio of A and B may overflow, its logarithm does not.
        double log = (Math.log(alpha) + Math.log(a) - Math.log(beta) - Math.log(b)) / (alpha + beta)
                + sizeExponent() * Math.log(budget / axis.trainingFlops());
        return Math.exp(log);
    }

    /** Returns the loss at the best size. */
    public double optimalLoss(double budget, SizeAxis axis) {
        double size = optimalSize(budget, axis);
        return lossAt(size, budget / (axis.trainingFlops() * size));
    }

    /** Returns the loss at the best size as a function of the budget. It is a power law exactly. */
    public Curve.PowerLaw frontier(SizeAxis axis) {
        double reference = 1e18;
        double reducible = optimalLoss(reference, axis) - e;
        return new Curve.PowerLaw(e, reducible * Math.pow(reference, lossExponent()), lossExponent());
    }
}
