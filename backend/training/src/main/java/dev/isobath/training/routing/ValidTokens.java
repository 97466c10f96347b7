package dev.isobath.training.routing;

import java.util.Arrays;

/**
 * The rows of half a block that are tokens of the text. The valid tokens of each sequence stand first; the remaining slots
 * are padding.
 *
 * @param counts the number of valid tokens of each of B sequences
 * @param slots the number of rows of each sequence, n
 * @param room the number of tokens of a sequence that capacities are shares of; n unless tokens were chosen by a threshold
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ValidTokens(int[] counts, int slots, int room) {

    /** Makes the tokens of sequences whose capacities are shares of their slots. */
    public ValidTokens(int[] counts, int slots) {
        this(counts, slots, slots);
    }

    /** Returns a batch without padding. */
    public static ValidTokens all(int batch, int slots) {
        int[] counts = new int[batch];
        Arrays.fill(counts, slots);
        return new ValidTokens(counts, slots);
    }

    boolean isToken(int sequence, int slot) {
        return slot < counts[sequence];
    }

    /** Returns the number of valid tokens of all sequences together. */
    public int count() {
        return Arrays.stream(counts).sum();
    }

    /** Returns whether no row is padding. */
    public boolean everywhere() {
        for (int count : counts) {
            if (count < slots) {
                return false;
            }
        }
        return true;
    }
}
