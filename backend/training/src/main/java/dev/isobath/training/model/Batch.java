package dev.isobath.training.model;

/**
 * Sequences and the token after each of their tokens.
 *
 * @param count B, sequences
 * @param length S, tokens a sequence
 * @param inputs token numbers, row by row, B x S
 * @param targets the tokens to be predicted, B x S
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Batch(int count, int length, long[] inputs, long[] targets) {}
