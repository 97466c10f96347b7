package dev.isobath.training.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The median of ratios that were measured in pairs, with the smallest and the largest. */
record Ratio(double median, double least, double most) {

    /** Returns the ratios of each numerator to the denominator that was measured beside it. */
    static Ratio of(List<Double> numerators, List<Double> denominators) {
        if (numerators.size() != denominators.size() || numerators.isEmpty()) {
            throw new IllegalArgumentException(
                    "no pairs: " + numerators.size() + " against " + denominators.size() + " numbers");
        }
        double[] ratios = IntStream.range(0, numerators.size())
                .mapToDouble(i -> numerators.get(i) / denominators.get(i))
                .sorted()
                .toArray();
        return new Ratio(median(ratios), ratios[0], ratios[ratios.length - 1]);
    }

    /** Returns the middle value, or the mean of the two in the middle. */
    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    Ratio times(double factor) {
        return new Ratio(median * factor, least * factor, most * factor);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f (%.2f-%.2f)", median, least, most);
    }
}
