package dev.isobath.training.routing;

/**
 * Expert-choice selection: exactly k tokens of a sequence, those with the largest weights. Of equal weights the lower index
 * is taken first, so the choice never depends on how anything is sorted.
 */
final class TopK {

    private TopK() {}

    /**
     * Chooses k tokens of one sequence.
     *
     * @param weights one a token; NaN counts as larger than every number, so that the count holds even then
     * @param excluded tokens that may not be chosen
     * @return k indices, ascending: tokens keep their order, which makes the plain causal mask right
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

    /** Whole numbers in the order of the weights. Adding zero turns -0 into 0: they are equal. */
    private static long key(double weight) {
        long bits = Double.doubleToLongBits(weight + 0.0);
        return bits ^ ((bits >> 63) & Long.MAX_VALUE);
    }

    /**
     * What would stand at {@code place} if the first {@code count} numbers were sorted; afterwards nothing before it is larger and
     * nothing behind it smaller. Hoare's FIND (Algorithm 65): the cores wait for it, and sorting takes several times as long.
     */
    private static long ascending(long[] numbers, int count, int place) {
        int left = 0;
        int right = count - 1;
        while (left < right) {
            long pivot = numbers[place];
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
            if (high < place) {
                left = low;
            }
            if (place < low) {
                right = high;
            }
        }
        return numbers[place];
    }
}
