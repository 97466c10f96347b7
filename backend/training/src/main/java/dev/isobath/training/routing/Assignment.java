package dev.isobath.training.routing;

import ai.djl.ndarray.NDManager;

/** A rule that assigns tokens to experts: either experts choose their tokens, or tokens choose their experts. */
public sealed interface Assignment permits ExpertChoice, TokenChoice, ThresholdChoice {

    /**
     * Assigns the tokens of a batch.
     *
     * @param shares the share of every path for every row, rows x paths
     * @param valid the rows that are valid tokens
     * @param capacity the number of slots of each expert in each sequence, C
     */
    Dispatch dispatch(NDManager manager, double[] shares, ValidTokens valid, int capacity);
}
