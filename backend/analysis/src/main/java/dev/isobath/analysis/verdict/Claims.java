package dev.isobath.analysis.verdict;

import dev.isobath.analysis.Estimate;
import dev.isobath.analysis.Outcome;
import dev.isobath.analysis.Outcome.Found;
import dev.isobath.analysis.Outcome.Refused;
import dev.isobath.analysis.Uncertainty.Interval;
import dev.isobath.analysis.Words;
import dev.isobath.analysis.numerics.StudentT;
import dev.isobath.analysis.numerics.WeightedLine;
import java.util.List;
import java.util.Optional;

/** Draws verdicts at several budgets together. A claim holds at two budgets at least. */
public final class Claims {

    private Claims() {}

    /**
     * What is known at one budget.
     *
     * @param budget C in training FLOPs
     * @param speedUp the speed-up, or why it could not be measured
     */
    public record AtBudget(double budget, Verdict verdict, Outcome<SpeedUp> speedUp) {}

    /** Draws the budgets together. Each budget occurs once. */
    public static Claim over(List<AtBudget> budgets) {
        int better = (int) budgets.stream()
                .filter(each -> each.verdict() instanceof Verdict.Better)
                .count();
        int worse = (int) budgets.stream()
                .filter(each -> each.verdict() instanceof Verdict.Worse)
                .count();
        int within = (int) budgets.stream()
                .filter(each -> each.verdict() instanceof Verdict.WithinNoise)
                .count();
        boolean holds = Math.max(better, worse) >= 2 && Math.min(better, worse) == 0;
        return new Claim(
                holds, better + worse + within, trend(budgets), sentence(better, worse, within, budgets.size(), holds));
    }

    private static String sentence(int better, int worse, int within, int all, boolean holds) {
        String counts = "The variant is better at " + better + ", worse at " + worse + " and within noise at " + within
                + " of " + Words.count(all, "budget") + ".";
        if (holds) {
            return counts + " The claim holds at two budgets or more.";
        }
        if (better > 0 && worse > 0) {
            return counts + " The budgets contradict each other, so there is no claim.";
        }
        if (better + worse == 1) {
            return counts
                    + " A ranking at a single budget is right about 80 % of the time (DataDecide, arXiv 2504.11393), so this is"
                    + " not yet a claim. Repeat it at a second budget.";
        }
        return counts + " There is no claim.";
    }

    private static Outcome<Estimate> trend(List<AtBudget> budgets) {
        List<SpeedUp> measured = budgets.stream()
                .flatMap(each -> each.speedUp().found().stream())
                .toList();
        if (measured.size() < 2) {
            return new Refused<>(
                    "A trend needs speed-ups at two budgets at least, and here are " + measured.size() + ".");
        }
        double[] x =
                measured.stream().mapToDouble(each -> Math.log(each.budget())).toArray();
        double[] y = measured.stream()
                .mapToDouble(each -> Math.log(each.factor().value()))
                .toArray();
        return new Found<>(WeightedLine.fit(x, y, deviations(measured)).slope("speed-up"));
    }

    private static Optional<double[]> deviations(List<SpeedUp> measured) {
        double[] deviations = new double[measured.size()];
        for (int i = 0; i < deviations.length; i++) {
            Optional<Interval> interval = measured.get(i).factor().interval();
            if (interval.isEmpty()
                    || !(interval.get().low() > 0)
                    || !(interval.get().high() > interval.get().low())) {
                return Optional.empty();
            }
            deviations[i] = Math.log(interval.get().high() / interval.get().low()) / (2 * StudentT.NORMAL);
        }
        return Optional.of(deviations);
    }
}
