package dev.isobath.training.routing;

/**
 * The loss that teaches a causal choice: the binary cross-entropy between sigmoid(z) and the membership in the top k. It also
 * counts right and wrong choices.
 *
 * @param loss the mean over the tokens, nats
 * @param gradient the gradient of {@code loss} by each z
 * @param truePositives the number of tokens with z > 0 that are members
 * @param falsePositives the number of tokens with z > 0 that are not members
 * @param falseNegatives the number of other tokens that are members
 * @param trueNegatives the number of other tokens that are not members
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record MembershipLoss(
        double loss, double[] gradient, int truePositives, int falsePositives, int falseNegatives, int trueNegatives) {

    /**
     * Computes the loss of a batch.
     *
     * @param z the logit of each token
     * @param membership whether each token is in the top k
     */
    static MembershipLoss of(double[] z, boolean[] membership) {
        double[] gradient = new double[z.length];
        double sum = 0;
        int[] counts = new int[4];
        for (int i = 0; i < z.length; i++) {
            double target = membership[i] ? 1 : 0;
            // This computes softplus(z) - z t without overflow. The sigmoid uses the same exponential.
            double e = Math.exp(-Math.abs(z[i]));
            sum += (z[i] > 0 ? z[i] : 0) + Math.log1p(e) - z[i] * target;
            gradient[i] = ((z[i] > 0 ? 1 : e) / (1 + e) - target) / z.length;
            counts[(z[i] > 0 ? 0 : 2) + (z[i] > 0 == membership[i] ? 0 : 1)]++;
        }
        return new MembershipLoss(sum / z.length, gradient, counts[0], counts[1], counts[3], counts[2]);
    }

    /** Returns the counts of two passes together. The result has neither a loss nor a gradient. */
    public static MembershipLoss counted(MembershipLoss one, MembershipLoss other) {
        return new MembershipLoss(
                Double.NaN,
                new double[0],
                one.truePositives + other.truePositives,
                one.falsePositives + other.falsePositives,
                one.falseNegatives + other.falseNegatives,
                one.trueNegatives + other.trueNegatives);
    }

    /** Returns 1 / (1 + exp(-z)). */
    public static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }

    /** Returns the number of tokens that were counted. */
    public int tokens() {
        return truePositives + falsePositives + falseNegatives + trueNegatives;
    }

    /** Returns the share of the tokens that would be routed as they were. */
    public double accuracy() {
        return (double) (truePositives + trueNegatives) / tokens();
    }
}
