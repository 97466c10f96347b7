package dev.isobath.training.routing;

/**
 * The trace of the expert router of one block in one pass.
 *
 * @param layer the number of the block, counted from 0
 * @param shares the softmax of the expert router, rows x paths
 * @param paths the number of paths: real experts first, then no-ops
 * @param dispatch the tokens that each expert took
 * @param valid the rows that are valid tokens
 * @param balance the balancing loss of a token-choice router; NaN for any other router
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ExpertTrace(int layer, double[] shares, int paths, Dispatch dispatch, ValidTokens valid, double balance) {

    public int tokens() {
        return valid.count();
    }
}
