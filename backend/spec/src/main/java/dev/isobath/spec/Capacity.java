package dev.isobath.spec;

/** How many of a sequence's tokens a routed block processes: k of S. */
public sealed interface Capacity {

    /** k, out of {@code sequenceLength} tokens: at least 1, at most all. */
    int tokens(int sequenceLength);

    /**
     * A share of the sequence, rounded to whole tokens.
     *
     * @param share k/S, above 0 and at most 1
     */
    record Fraction(double share) implements Capacity {
        @Override
        public int tokens(int sequenceLength) {
            return Math.max(1, (int) Math.round(share * sequenceLength));
        }
    }

    /**
     * The same number of tokens however long the sequence is.
     *
     * @param tokens k, at least 1
     */
    record Count(int tokens) implements Capacity {
        @Override
        public int tokens(int sequenceLength) {
            return Math.min(tokens, sequenceLength);
        }
    }
}
