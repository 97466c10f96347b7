package dev.isobath.training;

import ai.djl.ndarray.NDArray;

/** One block of the decoder: the residual stream of all tokens in and out, [B S, d] -> [B S, d]. */
sealed interface Block permits DenseBlock, RoutedBlock {

    Forward forward(NDArray x, Pass pass);
}
