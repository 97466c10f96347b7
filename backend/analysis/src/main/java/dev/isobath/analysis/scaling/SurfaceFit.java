package dev.isobath.analysis.scaling;

import dev.isobath.analysis.Bootstrap;
import dev.isobath.analysis.Estimate;
import dev.isobath.analysis.Optimum;
import dev.isobath.analysis.Outcome;
import dev.isobath.analysis.Outcome.Found;
import dev.isobath.analysis.Outcome.Refused;
import dev.isobath.analysis.Uncertainty.Interval;
import dev.isobath.analysis.Words;
import dev.isobath.analysis.numerics.Draws;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * A fitted loss surface with its intervals.
 *
 * @param axis what the size is
 * @param surface the fitted surface
 * @param draws the surfaces fitted to losses with drawn noise
 * @param bounds the bounds that the fit lies on; empty for a sound fit
 * @param check the same fit in another form
 * @param relativeError the root mean square of (fit - loss) / loss
 * @param n the number of runs
 * @param leftOut the number of runs left out because their loss is not a finite number above 0
 * @param lowBudget the smallest budget of a run
 * @param highBudget the largest budget of a run
 * @param method how surface and intervals were computed, in whole sentences
 */
public record SurfaceFit(
        SizeAxis axis,
        LossSurface surface,
        List<LossSurface> draws,
        List<Bound> bounds,
        SurfaceCheck check,
        double relativeError,
        int n,
        int leftOut,
        double lowBudget,
        double highBudget,
        String method) {

    /** E with its interval. */
    public Estimate e() {
        return over(draws, LossSurface::e);
    }

    /** A with its interval. */
    public Estimate a() {
        return over(draws, LossSurface::a);
    }

    /** B with its interval. */
    public Estimate b() {
        return over(draws, LossSurface::b);
    }

    /** α with its interval. */
    public Estimate alpha() {
        return over(draws, LossSurface::alpha);
    }

    /** β with its interval. */
    public Estimate beta() {
        return over(draws, LossSurface::beta);
    }

    /** The exponent of the best size over the budget with its interval. */
    public Estimate sizeExponent() {
        return over(draws, LossSurface::sizeExponent);
    }

    /** The exponent of the best number of tokens over the budget with its interval. */
    public Estimate tokensExponent() {
        return over(draws, LossSurface::tokensExponent);
    }

    /** Returns the best size, number of tokens and loss for a budget in training FLOPs. */
    public Outcome<ComputeOptimum> optimumAt(double budget) {
        return withOptima()
                .then(optima -> new Found<>(new ComputeOptimum(
                        budget,
                        over(optima, each -> each.optimalSize(budget, axis)),
                        over(optima, each -> budget / (axis.trainingFlops() * each.optimalSize(budget, axis))),
                        over(optima, each -> each.optimalLoss(budget, axis)),
                        budget < lowBudget || budget > highBudget)));
    }

    /** Returns the loss at the best size over the budget. */
    public Outcome<LossCurve> frontier() {
        return withOptima()
                .then(optima -> new Found<>(new LossCurve(
                        surface.frontier(axis),
                        optima.stream().map(each -> each.frontier(axis)).toList(),
                        lowBudget,
                        highBudget,
                        n,
                        "The loss at the best size of the fitted surface. " + method)));
    }

    /** Compares the optimum of a parabola with that of this surface. The parabola is the one that is biased when they differ. */
    public Outcome<OptimumComparison> compare(double budget, Optimum parabola) {
        return optimumAt(budget).then(here -> new Found<>(compare(here, parabola.at())));
    }

    private OptimumComparison compare(ComputeOptimum here, Estimate parabola) {
        double ratio = parabola.value() / here.size().value();
        Optional<Interval> ours = here.size().interval();
        Optional<Interval> theirs = parabola.interval();
        boolean intervals = ours.isPresent() && theirs.isPresent();
        boolean agree = intervals
                ? ours.orElseThrow().overlaps(theirs.orElseThrow())
                : Math.abs(Math.log(ratio)) <= Math.log(1.1);
        String rule = intervals
                ? "their 95 % intervals " + (agree ? "overlap" : "do not overlap")
                : "they are " + (agree ? "within" : "more than") + " 10 %" + (agree ? "" : " apart")
                        + ", and not both of them have an interval";
        String sentence =
                "At " + Words.number(here.budget()) + " FLOPs the parabola's best size is " + Words.number(ratio)
                        + " times the surface's, " + Words.number(here.size().value()) + " " + axis.text() + ": "
                        + (agree ? "they agree, because " : "they differ, because ") + rule + "."
                        + (agree
                                ? ""
                                : " Parabolas are biased on wide or off-centre grids, so look at the grid before using either.");
        return new OptimumComparison(here.budget(), ratio, agree, sentence);
    }

    /** Returns the draws that have an optimum, or refuses where the fit or more than half of the draws have none. */
    private Outcome<List<LossSurface>> withOptima() {
        if (!surface.hasOptimum()) {
            return new Refused<>("The fitted surface has no best size, because "
                    + (surface.a() > 0
                            ? "the tokens have no effect on the loss in it."
                            : "the size has no effect on the loss in it."));
        }
        List<LossSurface> optima =
                draws.stream().filter(LossSurface::hasOptimum).toList();
        if (2 * optima.size() < draws.size()) {
            return new Refused<>("The noise is too large for a best size: of " + Words.count(draws.size(), "draw")
                    + " of noise only " + optima.size() + " gave a surface with one, which is fewer than half.");
        }
        return new Found<>(optima);
    }

    private Estimate over(List<LossSurface> each, ToDoubleFunction<LossSurface> what) {
        return new Estimate(
                what.applyAsDouble(surface),
                Draws.middle(each.stream().mapToDouble(what).toArray()),
                n,
                method);
    }

    /** How many draws the intervals are taken over. */
    static String drawsInWords(Bootstrap bootstrap) {
        return Words.count(bootstrap.draws(), "draw") + " (seed " + bootstrap.seed() + ")";
    }
}
