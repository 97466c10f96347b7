package dev.isobath.training.data;

/**
 * What a tokenizer makes of a piece of a text.
 *
 * @param tokens the token numbers
 * @param unknown how many of them are the token for unknown text
 * @param lostBytes the bytes of characters, white space apart, of which no token was made
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Encoding(int[] tokens, long unknown, long lostBytes) {

    /** Returns the tokens of a piece that is in them as a whole. */
    static Encoding whole(int... tokens) {
        return new Encoding(tokens, 0, 0);
    }
}
