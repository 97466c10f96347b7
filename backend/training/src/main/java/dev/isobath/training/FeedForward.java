package dev.isobath.training;

import ai.djl.ndarray.NDArray;

/** The second half of a block, with its norm, for n tokens of each sequence: [B n, d] -> [B n, d]. */
interface FeedForward {

    /**
     * Computes the update.
     *
     * @param residual whether x is added
     * @param present which rows are tokens; the others fill up a fixed number of places and are not to be counted
     */
    Forward forward(NDArray x, boolean residual, Present present, Pass pass);
}
