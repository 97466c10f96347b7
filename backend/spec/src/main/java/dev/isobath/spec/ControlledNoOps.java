package dev.isobath.spec;

/**
 * No-ops that get a wanted share of the tokens' choices. A number is added to the share of each real expert when tokens choose, and
 * moves after each step until real experts get what is left (2601.15370).
 *
 * @param share the wanted share of all choices that no-ops get, between 0 and 1
 * @param rate mu, how far the numbers move in a step
 */
public record ControlledNoOps(double share, double rate) {

    /**
     * Returns K_e, the wanted mean number of real experts of a token.
     *
     * @param topM m, the paths that a token takes
     */
    public double realExperts(int topM) {
        return topM * (1 - share);
    }
}
