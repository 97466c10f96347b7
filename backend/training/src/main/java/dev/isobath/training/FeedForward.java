package dev.isobath.training;

import ai.djl.ndarray.NDArray;

/** The second half of a block: what is added to each of the n tokens of a sequence, [B n, d] -> [B n, d]. */
interface FeedForward {

    NDArray forward(NDArray x, Pass pass);
}
