package dev.isobath.analysis.verdict;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Holm's procedure for several comparisons at once (Scandinavian Journal of Statistics 6, 1979). */
public final class Holm {

    private Holm() {}

    /**
     * The place of one comparison in the procedure.
     *
     * @param adjusted the adjusted p-value, which is compared with 0.05
     * @param tests the number by which the p-value was multiplied: m for the smallest, 1 for the largest
     */
    public record Step(double adjusted, int tests) {}

    /**
     * Adjusts p-values: the i-th smallest of m is multiplied by m - i + 1, and none is below the one before it.
     *
     * @param pValues from 0 to 1
     * @return one step for each p-value, in the same order
     */
    public static List<Step> adjust(List<Double> pValues) {
        int m = pValues.size();
        List<Integer> order = IntStream.range(0, m)
                .boxed()
                .sorted(Comparator.comparingDouble(pValues::get))
                .toList();
        Step[] steps = new Step[m];
        double least = 0;
        for (int rank = 0; rank < m; rank++) {
            int which = order.get(rank);
            least = Math.min(1, Math.max(least, (m - rank) * pValues.get(which)));
            steps[which] = new Step(least, m - rank);
        }
        return List.of(steps);
    }
}
