package dev.isobath.training.routing;

/**
 * Top-k selection: exactly k tokens of a sequence, those with the largest weights. Of equal weights the lower index is taken
 * first, so the choice never depends on a sorting algorithm.
 */
final class TopK {

    private TopK() {}

    /**
     * Chooses k tokens of one sequence.
     *
     * @param weights the weight of each token; NaN counts as larger than every number, so that the result has k tokens even then
     * @param excluded the tokens that may not be chosen
     * @return k indices, ascending; tokens keep their order, which makes the plain causal mask right
     */
    static int[] choose(double[] weights, boolean[] excluded, int k) {
        long[] keys = new long[weights.length];
        long[] candidates = new long[weights.length];
        int count = 0;
        for (int i = 0; i < weights.length; i++) {
            keys[i] = key(weights[i]);
            if (!excluded[i]) {
                candidates[count++] = keys[i];
            }
        }
        if (k < 1 || k > count) {
            throw new IllegalArgumentException("cannot choose " + k + " of " + count + " tokens");
        }
        long threshold = ascending(candidates, count, count - k);
        int equalWanted = k;
        for (int i = count - k; i < count; i++) {
            equalWanted -= candidates[i] > threshold ? 1 : 0;
        }
        int[] chosen = new int[k];
        int filled = 0;
        for (int i = 0; i < weights.length; i++) {
            if (!excluded[i] && (keys[i] > threshold || (keys[i] == threshold && equalWanted-- > 0))) {
                chosen[filled++] = i;
            }
        }
        return chosen;
    }

    /** Returns the k-th largest of the weights. */
    static double smallest(double[] weights, int k) {
        long[] keys = new long[weights.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = key(weights[i]);
        }
        // Turning a key back is its own inverse.
        long bits = ascending(keys, keys.length, keys.length - k);
        return Double.longBitsToDouble(bits ^ ((bits >> 63) & Long.MAX_VALUE));
    }

    /** Returns a whole number that sorts as the weight does. Adding zero turns -0 into 0, because they are equal. */
    private static long key(double weight) {
        long bits = Double.doubleToLongBits(weight + 0.0);
        return bits ^ ((bits >> 63) & Long.MAX_VALUE);
    }

    /**
     * Returns the number that would be at index {@code position} if the first {@code count} numbers were sorted. Afterwards no
     * number before it is larger, and no number behind it is smaller. The algorithm is Hoare's FIND (Algorithm 65). The other
     * cores wait for it, and sorting takes several times as long.
     */
    private static long ascending(long[] numbers, int count, int position) {
        int left = 0;
        int right = count - 1;
        while (left < right) {
            long pivot = numbers[position];
            int low = left;
            int high = right;
            while (low <= high) {
                while (numbers[low] < pivot) {
                    low++;
                }
                while (pivot < numbers[high]) {
                    high--;
                }
                if (low <= high) {
                    long one = numbers[low];
                    numbers[low++] = numbers[high];
                    numbers[high--] = one;
                }
            }
            if (high < position) {
                left = low;
            }
            if (position < low) {
                right = high;
            }
        }
        return numbers[position];
    }
}
