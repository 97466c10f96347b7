package dev.isobath.spec;

/**
 * Expert-choice experts in place of a block's MLP (2202.09368): each path takes its own top tokens, so load is balanced by
 * construction.
 *
 * @param count E, number of real experts, each an MLP of the block's size
 * @param capacityFactor average number of paths a token is given to; 1 costs what the dense MLP costs
 */
public record Experts(int count, double capacityFactor) {

    /** C_e, the tokens each expert takes out of {@code tokens}: rounded, at least 1, at most all. */
    public int capacity(int tokens) {
        return capacity(tokens, count);
    }

    int capacity(int tokens, int paths) {
        long rounded = Math.round(capacityFactor * tokens / paths);
        return (int) Math.clamp(rounded, 1L, tokens);
    }
}
