package dev.isobath.training.model;

/**
 * A batch of sequences, with the token that follows each token.
 *
 * @param count the number of sequences, B
 * @param length the number of tokens in a sequence, S
 * @param inputs the token numbers, row by row, B x S
 * @param targets the tokens to be predicted, B x S
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Batch(int count, int length, long[] inputs, long[] targets) {}
