package dev.isobath.training.model;

import java.util.Arrays;

/**
 * A batch of sequences, with the token that follows each token.
 *
 * @param count the number of sequences, B
 * @param length the number of tokens in a sequence, S
 * @param inputs the token numbers, row by row, B x S
 * @param targets the tokens to be predicted, B x S
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Batch(int count, int length, long[] inputs, long[] targets) {

    /** Returns the sequences from number {@code first} on, {@code part} of them. */
    public Batch part(int first, int part) {
        int from = first * length;
        int to = (first + part) * length;
        return new Batch(part, length, Arrays.copyOfRange(inputs, from, to), Arrays.copyOfRange(targets, from, to));
    }
}
