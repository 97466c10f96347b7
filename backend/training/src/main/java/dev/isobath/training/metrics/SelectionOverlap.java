package dev.isobath.training.metrics;

/**
 * The overlap of two choices of tokens.
 *
 * @param share the tokens in both choices over the tokens in the first; NaN where the first is empty
 * @param chance the share that a second choice would have if it took as many tokens of each sequence at random
 */
record SelectionOverlap(double share, double chance) {

    /**
     * Compares two choices.
     *
     * @param first whether the first choice took each token, B sequences of S tokens, row by row
     * @param second whether the second choice took each token, in the same layout
     * @param sequences the number of sequences, B
     */
    static SelectionOverlap of(boolean[] first, boolean[] second, int sequences) {
        int length = first.length / sequences;
        long inFirst = 0;
        long inBoth = 0;
        double byChance = 0;
        for (int b = 0; b < sequences; b++) {
            int one = 0;
            int other = 0;
            for (int i = b * length; i < (b + 1) * length; i++) {
                one += first[i] ? 1 : 0;
                other += second[i] ? 1 : 0;
                inBoth += first[i] && second[i] ? 1 : 0;
            }
            inFirst += one;
            byChance += (double) one * other / length;
        }
        return inFirst == 0
                ? new SelectionOverlap(Double.NaN, Double.NaN)
                : new SelectionOverlap((double) inBoth / inFirst, byChance / inFirst);
    }
}
