package dev.isobath.training;

import ai.djl.ndarray.NDManager;

/** Who takes which tokens, experts or tokens choosing. */
sealed interface Assigning permits ExpertChoice, TokenChoice {

    /**
     * Assigns.
     *
     * @param shares of every row, rows x paths
     * @param present which rows are tokens
     * @param c C, places of each expert in each sequence
     */
    Places assign(NDManager manager, double[] shares, Present present, int c);
}
