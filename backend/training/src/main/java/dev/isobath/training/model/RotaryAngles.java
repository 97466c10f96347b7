package dev.isobath.training.model;

import ai.djl.ndarray.NDArray;

/**
 * Where the n tokens of each sequence stand in the original text.
 *
 * @param tokens n
 * @param cosines [1 or B, n, 2, 1, w / 2], of each token's rotary angles, for queries (scaled by 1 / sqrt(w)) and for keys;
 *     likewise {@code sines}
 * @param causalMask added to the scores of a block of queries with themselves: 0 up to the token, minus infinity after it
 */
public record RotaryAngles(int tokens, NDArray cosines, NDArray sines, NDArray causalMask) {}
