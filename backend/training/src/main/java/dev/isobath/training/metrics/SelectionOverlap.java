package dev.isobath.training.metrics;

/**
 * How far one choice of tokens repeats another.
 *
 * @param share tokens in both over tokens in the first; NaN where that is empty
 * @param chance what it would be if the second had taken as many of each sequence blindly
 */
record SelectionOverlap(double share, double chance) {

    /**
     * @param first of B sequences of S tokens, row by row; likewise {@code second}
     * @param sequences B
     */
    static SelectionOverlap of(boolean[] first, boolean[] second, int sequences) {
        int length = first.length / sequences;
        long inFirst = 0;
        long inBoth = 0;
        double blindly = 0;
        for (int b = 0; b < sequences; b++) {
            int one = 0;
            int other = 0;
            for (int i = b * length; i < (b + 1) * length; i++) {
                one += first[i] ? 1 : 0;
                other += second[i] ? 1 : 0;
                inBoth += first[i] && second[i] ? 1 : 0;
            }
            inFirst += one;
            blindly += (double) one * other / length;
        }
        return inFirst == 0
                ? new SelectionOverlap(Double.NaN, Double.NaN)
                : new SelectionOverlap((double) inBoth / inFirst, blindly / inFirst);
    }
}
