package dev.isobath.training.routing;

/**
 * How well choices are foreseen: binary cross-entropy of sigmoid(z) to the membership in the top k, and what it counts.
 *
 * @param loss mean over the tokens, nats
 * @param gradient of {@code loss} by each z
 * @param truePositives tokens with z > 0 that are members; the others likewise
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record MembershipLoss(
        double loss, double[] gradient, int truePositives, int falsePositives, int falseNegatives, int trueNegatives) {

    /** @param z one a token; likewise {@code membership} */
    static MembershipLoss of(double[] z, boolean[] membership) {
        double[] gradient = new double[z.length];
        double sum = 0;
        int[] counts = new int[4];
        for (int i = 0; i < z.length; i++) {
            double target = membership[i] ? 1 : 0;
            // softplus(z) - z t, without overflow; the sigmoid from the same exponential.
            double e = Math.exp(-Math.abs(z[i]));
            sum += (z[i] > 0 ? z[i] : 0) + Math.log1p(e) - z[i] * target;
            gradient[i] = ((z[i] > 0 ? 1 : e) / (1 + e) - target) / z.length;
            counts[(z[i] > 0 ? 0 : 2) + (z[i] > 0 == membership[i] ? 0 : 1)]++;
        }
        return new MembershipLoss(sum / z.length, gradient, counts[0], counts[1], counts[3], counts[2]);
    }

    /** The counts of two passes together; loss and gradient are of neither. */
    public static MembershipLoss counted(MembershipLoss one, MembershipLoss other) {
        return new MembershipLoss(
                Double.NaN,
                new double[0],
                one.truePositives + other.truePositives,
                one.falsePositives + other.falsePositives,
                one.falseNegatives + other.falseNegatives,
                one.trueNegatives + other.trueNegatives);
    }

    public static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }

    public int tokens() {
        return truePositives + falsePositives + falseNegatives + trueNegatives;
    }

    /** Share of the tokens that would be routed as they were. */
    public double accuracy() {
        return (double) (truePositives + trueNegatives) / tokens();
    }
}
