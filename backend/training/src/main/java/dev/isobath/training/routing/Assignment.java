package dev.isobath.training.routing;

import ai.djl.ndarray.NDManager;
import java.util.List;

/** A rule that assigns tokens to experts: either experts choose their tokens, or tokens choose their experts. */
public sealed interface Assignment permits ExpertChoice, TokenChoice, ThresholdChoice {

    /** Returns the number of real experts, E. */
    int experts();

    /**
     * Assigns the tokens of a batch.
     *
     * @param shares the share of every path for every row, rows x paths
     * @param valid the rows that are valid tokens
     * @param capacity the number of slots of each expert in each sequence, C
     */
    Dispatch dispatch(NDManager manager, double[] shares, ValidTokens valid, int capacity);

    /**
     * Returns the no-op paths that take each row, which {@link #dispatch} leaves out because no-ops compute nothing. The arguments
     * are those of that call. A row of padding has none.
     */
    List<List<Integer>> noOps(double[] shares, ValidTokens valid, int capacity);
}
