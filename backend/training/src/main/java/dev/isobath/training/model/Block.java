package dev.isobath.training.model;

import ai.djl.ndarray.NDArray;
import dev.isobath.training.engine.Pass;

/** One block of the decoder. It takes and returns the residual stream of all tokens, [B S, d] -> [B S, d]. */
public sealed interface Block permits DenseBlock, RoutedBlock {

    Forward forward(NDArray x, Pass pass);

    /** Returns the second half of the block. */
    FeedForward feedForward();
}
