package dev.isobath.training.model;

import ai.djl.ndarray.NDArray;

/**
 * The rotary angles of n tokens of each sequence, from their positions in the original text.
 *
 * @param tokens the number of tokens, n
 * @param cosines the cosines of each token's angles for queries (scaled by 1 / sqrt(w)) and for keys, [1 or B, n, 2, 1, w / 2]
 * @param sines the sines of the same angles, in the same shape
 * @param causalMask the mask that is added to the scores of a block of queries with themselves: 0 up to the token, minus infinity
 *     after it
 */
public record RotaryAngles(int tokens, NDArray cosines, NDArray sines, NDArray causalMask) {}
