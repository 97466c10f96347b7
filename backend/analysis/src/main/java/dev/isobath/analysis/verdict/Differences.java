package dev.isobath.analysis.verdict;

import dev.isobath.analysis.Estimate;
import dev.isobath.analysis.Outcome;
import dev.isobath.analysis.Outcome.Found;
import dev.isobath.analysis.Outcome.Refused;
import dev.isobath.analysis.Uncertainty;
import dev.isobath.analysis.Uncertainty.Interval;
import dev.isobath.analysis.Uncertainty.Unknown;
import dev.isobath.analysis.Words;
import dev.isobath.analysis.numerics.Sample;
import dev.isobath.analysis.numerics.StudentT;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Compares the losses of two models over seeds. */
public final class Differences {

    private Differences() {}

    /**
     * Compares a variant with a baseline. Runs of the same seed are paired where at least two seeds are common, or where each side has
     * one seed and it is the same. Otherwise the two means are compared by Welch's method.
     *
     * @param variant the runs of the variant in any order
     * @param baseline the runs of the baseline in any order
     */
    public static Outcome<Difference> between(List<SeedLoss> variant, List<SeedLoss> baseline) {
        List<String> notes = new ArrayList<>();
        Map<Long, Double> ofVariant = bySeed(variant, "variant", notes);
        Map<Long, Double> ofBaseline = bySeed(baseline, "baseline", notes);
        if (ofVariant.isEmpty() || ofBaseline.isEmpty()) {
            return new Refused<>("The " + (ofVariant.isEmpty() ? "variant" : "baseline")
                    + " has no run with a finite loss, so there is nothing to compare.");
        }
        if (!(ofBaseline.values().stream().mapToDouble(each -> each).sum() > 0)) {
            return new Refused<>(
                    "The baseline's mean loss is not above 0, so it is no loss that a difference could be a share of.");
        }
        List<Long> common =
                ofVariant.keySet().stream().filter(ofBaseline::containsKey).toList();
        int diverged = notFinite(variant) + notFinite(baseline);
        boolean single = ofVariant.size() == 1 || ofBaseline.size() == 1;
        if (common.size() >= 2 || (common.size() == 1 && single)) {
            int alone = ofVariant.size() + ofBaseline.size() - 2 * common.size();
            if (alone > 0) {
                notes.add(Words.count(alone, "run") + " of a seed that only one side has " + (alone == 1 ? "is" : "are")
                        + " left out.");
            }
            return new Found<>(paired(ofVariant, ofBaseline, common, diverged + alone, notes));
        }
        notes.add("The two sides have no two seeds in common, so the means are compared without pairing (Welch).");
        return new Found<>(welch(values(ofVariant), values(ofBaseline), diverged, notes));
    }

    private static Difference paired(
            Map<Long, Double> variant, Map<Long, Double> baseline, List<Long> seeds, int leftOut, List<String> notes) {
        double[] differences = seeds.stream()
                .mapToDouble(seed -> variant.getOrDefault(seed, Double.NaN) - baseline.getOrDefault(seed, Double.NaN))
                .toArray();
        double level = seeds.stream()
                .mapToDouble(seed -> baseline.getOrDefault(seed, Double.NaN))
                .average()
                .orElseThrow();
        Sample sample = Sample.of(differences);
        Estimate mean = sample.estimate("pair of runs with the same seed", "pairs of runs with the same seed");
        boolean known = sample.n() > 1;
        OptionalDouble p = known && sample.standardDeviation() > 0
                ? OptionalDouble.of(StudentT.twoSided(sample.mean() / sample.standardError(), sample.n() - 1.0))
                : OptionalDouble.empty();
        return new Difference(
                true,
                sample.n(),
                sample.standardDeviation(),
                sample.n() - 1.0,
                p,
                mean,
                percent(mean, level),
                leftOut,
                List.copyOf(notes));
    }

    private static Difference welch(double[] variant, double[] baseline, int leftOut, List<String> notes) {
        Sample one = Sample.of(variant);
        Sample other = Sample.of(baseline);
        double mean = one.mean() - other.mean();
        int n = one.n() + other.n();
        int smaller = Math.min(one.n(), other.n());
        String method = "Difference of the means of " + Words.count(one.n(), "run") + " and "
                + Words.count(other.n(), "run") + " with different seeds.";
        double oneShare = one.standardError() * one.standardError();
        double otherShare = other.standardError() * other.standardError();
        double error = Math.sqrt(oneShare + otherShare);
        // The spread is stated for a sample of the smaller size, so that spread / sqrt(pairs) is the standard error.
        double spread = error * Math.sqrt(smaller);
        if (smaller < 2 || !(error > 0)) {
            String reason = smaller < 2 ? "One run on a side has no spread." : "The runs of each side are all equal.";
            Estimate loss = new Estimate(mean, new Unknown(reason), n, method);
            return new Difference(
                    false,
                    smaller,
                    spread,
                    0,
                    OptionalDouble.empty(),
                    loss,
                    percent(loss, other.mean()),
                    leftOut,
                    List.copyOf(notes));
        }
        double freedom = (oneShare + otherShare)
                * (oneShare + otherShare)
                / (oneShare * oneShare / (one.n() - 1) + otherShare * otherShare / (other.n() - 1));
        double reach = StudentT.critical(freedom) * error;
        Estimate loss = new Estimate(
                mean,
                new Interval(mean - reach, mean + reach),
                n,
                method + " The interval is Welch's: Student's t with " + Words.number(freedom)
                        + " degrees of freedom times the root of the summed squared standard errors.");
        return new Difference(
                false,
                smaller,
                spread,
                freedom,
                OptionalDouble.of(StudentT.twoSided(mean / error, freedom)),
                loss,
                percent(loss, other.mean()),
                leftOut,
                List.copyOf(notes));
    }

    private static Estimate percent(Estimate loss, double baseline) {
        double factor = 100 / baseline;
        Uncertainty scaled = loss.interval()
                .<Uncertainty>map(interval -> new Interval(
                        Math.min(interval.low() * factor, interval.high() * factor),
                        Math.max(interval.low() * factor, interval.high() * factor)))
                .orElse(loss.uncertainty());
        return new Estimate(
                loss.value() * factor,
                scaled,
                loss.n(),
                loss.method() + " In per cent of the baseline's mean loss, " + Words.number(baseline)
                        + ", taken as exact.");
    }

    private static double[] values(Map<Long, Double> losses) {
        return losses.values().stream().mapToDouble(each -> each).toArray();
    }

    private static int notFinite(List<SeedLoss> runs) {
        return (int) runs.stream().filter(run -> !Double.isFinite(run.loss())).count();
    }

    /** Returns the finite losses by seed. Runs that repeat a seed count once, with their mean. */
    private static Map<Long, Double> bySeed(List<SeedLoss> runs, String side, List<String> notes) {
        int diverged = notFinite(runs);
        if (diverged > 0) {
            notes.add(Words.count(diverged, "run") + " of the " + side + " without a finite loss "
                    + (diverged == 1 ? "is" : "are") + " left out.");
        }
        Map<Long, List<SeedLoss>> groups = runs.stream()
                .filter(run -> Double.isFinite(run.loss()))
                .collect(Collectors.groupingBy(SeedLoss::seed, TreeMap::new, Collectors.toList()));
        groups.forEach((seed, same) -> {
            if (same.size() > 1) {
                notes.add("Seed " + seed + " occurs " + same.size() + " times in the " + side
                        + "; these runs count once, with their mean.");
            }
        });
        Map<Long, Double> means = new TreeMap<>();
        groups.forEach((seed, same) -> means.put(
                seed,
                same.stream().mapToDouble(SeedLoss::loss).sorted().average().orElseThrow()));
        return means;
    }
}
