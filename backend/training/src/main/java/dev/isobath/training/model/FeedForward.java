package dev.isobath.training.model;

import ai.djl.ndarray.NDArray;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.routing.ValidTokens;

/** The second half of a block with its norm, for n tokens of each sequence: [B n, d] -> [B n, d]. */
public interface FeedForward {

    /**
     * Computes the update.
     *
     * @param residual whether x is added
     * @param valid the rows that are tokens; the others are padding slots, which are not counted
     */
    Forward forward(NDArray x, boolean residual, ValidTokens valid, Pass pass);
}
