package dev.isobath.training;

import ai.djl.ndarray.NDArray;

/**
 * Where the n tokens of each sequence stand in the original text.
 *
 * @param tokens n
 * @param cosines [1 or B, 1, n, w], of each token's rotary angles; likewise {@code sines}
 * @param mask [n, n], added to attention scores: 0 up to the token itself, minus infinity after it
 */
record Positions(int tokens, NDArray cosines, NDArray sines, NDArray mask) {}
