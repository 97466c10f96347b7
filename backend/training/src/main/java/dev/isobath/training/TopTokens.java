package dev.isobath.training;

import java.util.Arrays;

/**
 * Expert-choice selection: exactly k tokens of a sequence, those with the largest weights. Of equal weights the lower index
 * is taken first, so the choice never depends on how anything is sorted.
 */
final class TopTokens {

    private TopTokens() {}

    /**
     * Chooses k tokens of one sequence.
     *
     * @param weights one a token; NaN counts as larger than every number, so that the count holds even then
     * @param excluded tokens that may not be chosen
     * @return k indices, ascending: tokens keep their order, which makes the plain causal mask right
     */
    static int[] choose(double[] weights, boolean[] excluded, int k) {
        double[] candidates = new double[weights.length];
        int count = 0;
        for (int i = 0; i < weights.length; i++) {
            if (!excluded[i]) {
                // Adding zero turns -0 into 0: they are equal, and Double.compare says otherwise.
                candidates[count++] = weights[i] + 0.0;
            }
        }
        if (k < 1 || k > count) {
            throw new IllegalArgumentException("cannot choose " + k + " of " + count + " tokens");
        }
        Arrays.sort(candidates, 0, count);
        double threshold = candidates[count - k];
        int equalWanted = 0;
        for (int i = count - k; i < count && Double.compare(candidates[i], threshold) == 0; i++) {
            equalWanted++;
        }
        int[] chosen = new int[k];
        int filled = 0;
        for (int i = 0; i < weights.length; i++) {
            int order = Double.compare(weights[i] + 0.0, threshold);
            if (!excluded[i] && (order > 0 || (order == 0 && equalWanted-- > 0))) {
                chosen[filled++] = i;
            }
        }
        return chosen;
    }
}
