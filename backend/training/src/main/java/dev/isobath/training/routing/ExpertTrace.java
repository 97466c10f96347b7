package dev.isobath.training.routing;

import java.util.ArrayList;
import java.util.List;

/**
 * The trace of the expert router of one block in one pass.
 *
 * @param layer the number of the block, counted from 0
 * @param shares the softmax of the expert router, rows x paths
 * @param paths the number of paths: real experts first, then no-ops
 * @param assignment the rule that tokens were assigned by
 * @param capacity the number of slots of each expert in each sequence
 * @param dispatch the tokens that each expert took
 * @param valid the rows that are valid tokens
 * @param balance the balancing loss of a token-choice router; NaN for any other router
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ExpertTrace(
        int layer,
        double[] shares,
        int paths,
        Assignment assignment,
        int capacity,
        Dispatch dispatch,
        ValidTokens valid,
        double balance) {

    public int tokens() {
        return valid.count();
    }

    /** Returns the paths that took each row, ascending. A row that no path took, or that is padding, has none. */
    public List<List<Integer>> taken() {
        List<List<Integer>> taken = new ArrayList<>();
        for (int row = 0; row < shares.length / paths; row++) {
            taken.add(new ArrayList<>());
        }
        int slotsOfExpert = dispatch.rows().count() / assignment.experts();
        dispatch.taken()
                .forEach(slot -> taken.get(dispatch.rows().index()[slot]).add(slot / slotsOfExpert));
        List<List<Integer>> noOps = assignment.noOps(shares, valid, capacity);
        for (int row = 0; row < noOps.size(); row++) {
            taken.get(row).addAll(noOps.get(row));
        }
        return taken;
    }
}
