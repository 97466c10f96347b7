package dev.isobath.analysis.verdict;

import dev.isobath.analysis.Bootstrap;
import dev.isobath.analysis.Estimate;
import dev.isobath.analysis.Outcome;
import dev.isobath.analysis.Outcome.Found;
import dev.isobath.analysis.Outcome.Refused;
import dev.isobath.analysis.Uncertainty;
import dev.isobath.analysis.Uncertainty.AtLeast;
import dev.isobath.analysis.Uncertainty.Interval;
import dev.isobath.analysis.Uncertainty.Unknown;
import dev.isobath.analysis.Words;
import dev.isobath.analysis.numerics.Draws;
import dev.isobath.analysis.numerics.StudentT;
import dev.isobath.analysis.scaling.Curve;
import dev.isobath.analysis.scaling.LossCurve;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.hipparchus.analysis.solvers.BrentSolver;

/** Measures speed-ups through the baseline's loss curve. */
public final class SpeedUps {

    /** The estimate is looked for up to ten times beyond the measured budgets. */
    private static final double REACH = 10;

    /** Draws of noise are followed further, so that the interval is not cut off where the estimate would be refused. */
    private static final double REACH_OF_DRAWS = 1e4;

    private SpeedUps() {}

    /**
     * Returns how much more compute the baseline needs for a loss.
     *
     * @param baseline the baseline's loss at its best size over the budget
     * @param budget C_v, the training FLOPs that the variant spent, above 0
     * @param loss L_v, the loss of the variant
     */
    public static Outcome<SpeedUp> effective(LossCurve baseline, double budget, Estimate loss, Bootstrap bootstrap) {
        double low = baseline.lowBudget() / REACH;
        double high = baseline.highBudget() * REACH;
        Curve curve = baseline.curve();
        if (!(curve.lossAt(low) > curve.lossAt(high))) {
            return new Refused<>(
                    "The baseline's loss does not fall as its budget grows, so no budget can be read off its curve.");
        }
        if (curve.lossAt(high) > loss.value()) {
            return new Refused<>("The baseline does not reach a loss of " + Words.number(loss.value())
                    + " within ten times its largest budget, " + Words.number(baseline.highBudget())
                    + " FLOPs, so the speed-up cannot be measured. Train the baseline at larger budgets.");
        }
        if (curve.lossAt(low) < loss.value()) {
            return new Refused<>("The baseline is below a loss of " + Words.number(loss.value())
                    + " already at a tenth of its smallest budget, " + Words.number(baseline.lowBudget())
                    + " FLOPs, so the speed-up cannot be measured. Train the baseline at smaller budgets.");
        }
        double needed = budgetFor(curve, loss.value(), low, high).orElseThrow();
        double factor = needed / budget;
        boolean extrapolated = baseline.extrapolates(needed);
        String method =
                "The budget at which the baseline's curve has the variant's loss, by root finding, over the variant's budget."
                        + " The baseline's curve: " + baseline.method();
        Estimate estimate = withInterval(baseline, budget, loss, factor, method, bootstrap);
        String sentence = "The baseline needs " + Words.number(factor) + " times the variant's " + Words.number(budget)
                + " FLOPs for the same loss, " + Words.number(loss.value()) + "."
                + (extrapolated
                        ? " That budget, " + Words.number(needed)
                                + " FLOPs, lies outside of the baseline's runs, so the number is an" + " extrapolation."
                        : "");
        return new Found<>(new SpeedUp(estimate, budget, needed, extrapolated, sentence));
    }

    private static Estimate withInterval(
            LossCurve baseline, double budget, Estimate loss, double factor, String method, Bootstrap bootstrap) {
        return loss.interval()
                .map(interval -> drawn(baseline, budget, loss, interval, factor, method, bootstrap))
                .orElseGet(() -> new Estimate(
                        factor,
                        new Unknown("The variant's loss has no interval, so its speed-up has none."),
                        loss.n(),
                        method));
    }

    private static Estimate drawn(
            LossCurve baseline,
            double budget,
            Estimate loss,
            Interval interval,
            double factor,
            String method,
            Bootstrap bootstrap) {
        Draws random = Draws.of(bootstrap);
        double deviation = (interval.high() - interval.low()) / (2 * StudentT.NORMAL);
        double[] factors = new double[bootstrap.draws()];
        List<? extends Curve> curves = baseline.draws();
        for (int draw = 0; draw < factors.length; draw++) {
            Curve curve = curves.isEmpty() ? baseline.curve() : curves.get(random.index(curves.size()));
            double drawnLoss = loss.value() + random.normal(deviation);
            factors[draw] = drawnBudget(curve, drawnLoss, baseline) / budget;
        }
        Arrays.sort(factors);
        double least = Draws.quantile(factors, 0.025);
        double most = Draws.quantile(factors, 0.975);
        Uncertainty uncertainty = Double.isFinite(most)
                ? new Interval(least, most)
                : Double.isFinite(least)
                        ? new AtLeast(least)
                        : new Unknown("In nearly all draws of noise the baseline never reaches the variant's loss.");
        return new Estimate(
                factor,
                uncertainty,
                loss.n(),
                method + " The interval is the middle 95 % of " + Words.count(factors.length, "draw") + " (seed "
                        + bootstrap.seed() + ") of the variant's loss"
                        + (curves.isEmpty()
                                ? "; the baseline's curve is taken as exact, because its noise is not known."
                                : " and of the baseline's curve."));
    }

    /** Returns 0 for a loss above the whole curve and infinity for one below it. */
    private static double drawnBudget(Curve curve, double loss, LossCurve baseline) {
        double low = baseline.lowBudget() / REACH_OF_DRAWS;
        double high = baseline.highBudget() * REACH_OF_DRAWS;
        if (curve.lossAt(high) >= loss) {
            return Double.POSITIVE_INFINITY;
        }
        return budgetFor(curve, loss, low, high).orElse(0);
    }

    /** Returns the budget of a loss, or nothing where the curve has no such loss between the two budgets. */
    private static OptionalDouble budgetFor(Curve curve, double loss, double low, double high) {
        double atLow = curve.lossAt(low) - loss;
        double atHigh = curve.lossAt(high) - loss;
        if (atLow < 0 || atHigh > 0) {
            return OptionalDouble.empty();
        }
        double log = new BrentSolver(1e-13, 1e-13)
                .solve(200, x -> curve.lossAt(Math.exp(x)) - loss, Math.log(low), Math.log(high));
        return OptionalDouble.of(Math.exp(log));
    }
}
