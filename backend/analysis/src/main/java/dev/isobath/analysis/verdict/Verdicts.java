package dev.isobath.analysis.verdict;

import dev.isobath.analysis.Outcome;
import dev.isobath.analysis.Outcome.Found;
import dev.isobath.analysis.Outcome.Refused;
import dev.isobath.analysis.Uncertainty;
import dev.isobath.analysis.Words;
import dev.isobath.analysis.numerics.StudentT;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Gives verdicts on differences. */
public final class Verdicts {

    private static final int MOST_SEEDS = 10_000;
    private static final double ALPHA = 1 - Uncertainty.LEVEL;

    private Verdicts() {}

    /** Gives the verdict on one comparison that stands by itself. */
    public static Verdict of(Outcome<Difference> difference) {
        return family(List.of(difference)).getFirst();
    }

    /**
     * Gives the verdicts on several comparisons that are read together, such as every kind against the baseline. Holm's procedure keeps
     * the probability of one wrong claim among all of them below 5 %.
     *
     * @return one verdict for each comparison, in the same order
     */
    public static List<Verdict> family(List<Outcome<Difference>> differences) {
        List<Double> pValues = differences.stream()
                .flatMap(each -> each.found().stream())
                .flatMapToDouble(each -> each.pValue().stream())
                .boxed()
                .toList();
        List<Holm.Step> steps = Holm.adjust(pValues);
        List<Verdict> verdicts = new ArrayList<>();
        int next = 0;
        for (Outcome<Difference> each : differences) {
            boolean tested = each.found()
                    .map(Difference::pValue)
                    .flatMap(Verdicts::boxed)
                    .isPresent();
            verdicts.add(
                    switch (each) {
                        case Refused<Difference>(String reason) ->
                            new Verdict.NotSettled(Optional.empty(), "Not settled: " + reason, UNSETTLED);
                        case Found<Difference>(Difference difference) ->
                            tested ? settled(difference, steps.get(next), steps.size()) : notSettled(difference);
                    });
            if (tested) {
                next++;
            }
        }
        return List.copyOf(verdicts);
    }

    private static Optional<Double> boxed(OptionalDouble value) {
        return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
    }

    private static final String UNSETTLED =
            "A verdict needs the noise between seeds, so it needs at least two seeds on each side whose losses differ.";

    private static Verdict notSettled(Difference difference) {
        String why = difference.pairs() < 2
                ? "one seed shows a difference of " + size(difference) + " but not how much of it is noise"
                : "every seed shows exactly the same difference, " + size(difference)
                        + ", so the runs show no noise; check that their seeds differ";
        return new Verdict.NotSettled(Optional.of(difference), "Not settled: " + why + ".", UNSETTLED);
    }

    private static Verdict settled(Difference difference, Holm.Step step, int comparisons) {
        String rule = rule(difference, comparisons);
        if (step.adjusted() >= ALPHA) {
            OptionalInt seeds = seedsToSettle(difference, ALPHA / step.tests());
            String more = seeds.isPresent()
                    ? " At this difference and spread, " + Words.count(seeds.getAsInt(), "seed")
                            + " on each side would settle it."
                    : " Even 10,000 seeds on each side would not settle so small a difference.";
            return new Verdict.WithinNoise(
                    difference,
                    step.adjusted(),
                    seeds,
                    "Within noise: the difference of " + size(difference) + " over " + over(difference)
                            + " is one that the noise of the seeds explains." + more,
                    rule);
        }
        boolean better = difference.loss().value() < 0;
        String sentence =
                (better ? "Better: the variant's loss is lower by " : "Worse: the variant's loss is higher by ")
                        + Words.number(Math.abs(difference.loss().value())) + " ("
                        + Words.number(Math.abs(difference.percent().value())) + " %) over " + over(difference) + ".";
        return better
                ? new Verdict.Better(difference, step.adjusted(), sentence, rule)
                : new Verdict.Worse(difference, step.adjusted(), sentence, rule);
    }

    private static String size(Difference difference) {
        return Words.number(difference.loss().value()) + " ("
                + Words.number(difference.percent().value()) + " %)";
    }

    private static String over(Difference difference) {
        return difference.paired()
                ? Words.count(difference.pairs(), "seed")
                : Words.count(difference.loss().n(), "run") + " of different seeds";
    }

    private static String rule(Difference difference, int comparisons) {
        String test = difference.paired()
                ? "The losses are paired by seed, and the mean difference is compared with Student's t with "
                        + Words.count((long) difference.degreesOfFreedom(), "degree") + " of freedom."
                : "The seeds differ, so the two means are compared without pairing, by Welch's t with "
                        + Words.number(difference.degreesOfFreedom()) + " degrees of freedom.";
        return test
                + (comparisons == 1
                        ? " The verdict is Better or Worse if the 95 % interval excludes 0, which is p < 0.05, and otherwise Within noise."
                        : " The verdict is Better or Worse if p < 0.05 after Holm's correction for "
                                + Words.count(comparisons, "comparison") + ", and otherwise Within noise.");
    }

    /**
     * Returns the smallest number n of seeds with t(n) s / sqrt(n) < |d|. Without pairs the degrees of freedom are taken to grow with n as
     * they do for equal sides.
     */
    static OptionalInt seedsToSettle(Difference difference, double alpha) {
        double size = Math.abs(difference.loss().value());
        double perSeed = difference.degreesOfFreedom() / Math.max(1, difference.pairs() - 1);
        for (int n = 2; n <= MOST_SEEDS; n++) {
            // The normal bound is cheap and lies below Student's.
            if (StudentT.NORMAL * difference.spread() / Math.sqrt(n) < size
                    && StudentT.critical(perSeed * (n - 1), alpha) * difference.spread() / Math.sqrt(n) < size) {
                return OptionalInt.of(n);
            }
        }
        return OptionalInt.empty();
    }
}
