package dev.isobath.spec;

/** How many tokens of a sequence a routed block processes: k of S. */
public sealed interface Capacity {

    /** Returns k for a sequence of {@code sequenceLength} tokens. It is at least 1 and at most {@code sequenceLength}. */
    int tokens(int sequenceLength);

    /**
     * A share of the sequence. The number of tokens is rounded to a whole number.
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
     * A number of tokens that does not depend on the length of the sequence.
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
