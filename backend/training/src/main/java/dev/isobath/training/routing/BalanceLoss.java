package dev.isobath.training.routing;

/**
 * Keeps a token-choice block at its capacity: the sum over its two ways, through and around, of f P / t, with f the share of
 * tokens that chose the way, P the mean probability of it and t the share it should have (2101.03961, equation 4, with shares that
 * need not be equal). It is 1 when both are as they should be; f has no gradient.
 *
 * @param gradient of {@code loss} by each router output
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BalanceLoss(double loss, double[] gradient) {

    /**
     * @param outputs of the router, one a token; above 0 means through the block
     * @param target share that should go through, at most 1
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
        // Nobody has to go around a block that takes everybody.
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
