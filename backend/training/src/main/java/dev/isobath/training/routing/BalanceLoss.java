package dev.isobath.training.routing;

/**
 * The loss that keeps a token-choice block at its capacity. A token has two ways, through the block and around it. The loss is
 * the sum over both ways of f P / t, where f is the share of tokens that chose the way, P is the mean probability of the way and
 * t is the share that it should have (2101.03961, equation 4, with shares that need not be equal). The loss is 1 when f and P are
 * as they should be. f has no gradient.
 *
 * @param gradient the gradient of {@code loss} by each router output
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BalanceLoss(double loss, double[] gradient) {

    /**
     * Computes the loss of a batch.
     *
     * @param outputs the router output of each token; an output above 0 sends the token through the block
     * @param target the share that should go through the block, at most 1
     */
    static BalanceLoss of(double[] outputs, double target) {
        int n = outputs.length;
        double through = 0;
        double probability = 0;
        for (double output : outputs) {
            through += output > 0 ? 1 : 0;
            probability += MembershipLoss.sigmoid(output);
        }
        through /= n;
        probability /= n;
        // No token has to go around a block that takes every token.
        double around = target < 1 ? (1 - through) / (1 - target) : 0;
        double loss = through * probability / target + around * (1 - probability);
        double slope = through / target - around;
        double[] gradient = new double[n];
        for (int i = 0; i < n; i++) {
            double p = MembershipLoss.sigmoid(outputs[i]);
            gradient[i] = slope * p * (1 - p) / n;
        }
        return new BalanceLoss(loss, gradient);
    }
}
