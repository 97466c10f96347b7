package dev.isobath.analysis.scaling;

import static dev.isobath.analysis.Outcomes.found;
import static dev.isobath.analysis.Outcomes.interval;
import static dev.isobath.analysis.Outcomes.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isobath.analysis.Bootstrap;
import dev.isobath.analysis.Estimate;
import dev.isobath.analysis.Golden;
import dev.isobath.analysis.Noise;
import dev.isobath.analysis.Optimum;
import dev.isobath.analysis.Uncertainty;
import dev.isobath.analysis.Uncertainty.Interval;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SurfaceFitsTest {

    private static final SurfaceSettings FEW_DRAWS = new SurfaceSettings(1e-3, new Bootstrap(100, 1));

    private static List<Run> runs(String heading) {
        double[] sizes = Golden.numbers(heading + "/sizes");
        double[] tokens = Golden.numbers(heading + "/tokens");
        double[] losses = Golden.numbers(heading + "/losses");
        return IntStream.range(0, sizes.length)
                .mapToObj(i -> new Run("baseline", sizes[i], tokens[i], 6 * sizes[i] * tokens[i], 1, losses[i]))
                .toList();
    }

    private static SurfaceFit fit(List<Run> runs) {
        return found(SurfaceFits.fit(runs, SizeAxis.PARAMETERS, FEW_DRAWS));
    }

    /** The losses are exact to 16 digits and the surface is well conditioned, so the parameters are exact to ten. */
    @Test
    void the_surface_of_chinchilla_is_recovered_from_runs_without_noise() {
        SurfaceFit fit = fit(runs("chinchilla"));

        assertThat(fit.n()).isEqualTo(128);
        for (LossSurface surface : List.of(fit.surface(), fit.check().surface())) {
            assertThat(surface.alpha()).isCloseTo(0.34, within(1e-9));
            assertThat(surface.beta()).isCloseTo(0.28, within(1e-9));
            assertThat(surface.e()).isCloseTo(1.69, within(1e-8));
            assertThat(surface.a()).isCloseTo(406.4, within(1e-5));
            assertThat(surface.b()).isCloseTo(410.7, within(1e-5));
        }
        assertThat(fit.bounds()).isEmpty();
        assertThat(fit.check().agrees()).isTrue();
    }

    /** SciPy's minimum over ln(size) is known to the root of the rounding of the loss, 1e-8, in ln(size). */
    @Test
    void the_best_use_of_a_budget_is_where_a_numerical_minimum_finds_it() {
        double[] expected = Golden.numbers("chinchilla/optimum");

        ComputeOptimum optimum = found(fit(runs("chinchilla")).optimumAt(3e20));

        assertThat(optimum.size().value()).isCloseTo(expected[0], within(1e-6 * expected[0]));
        assertThat(optimum.tokens().value()).isCloseTo(expected[1], within(1e-6 * expected[1]));
        assertThat(optimum.loss().value()).isCloseTo(expected[2], within(1e-10));
        assertThat(optimum.extrapolated()).isFalse();
        assertThat(found(fit(runs("chinchilla")).optimumAt(1e23)).extrapolated())
                .isTrue();
    }

    /** SciPy stops when its simplex is 1e-10 wide, and the Huber loss is flat to second order, so 1e-6 is what both know. */
    @Test
    void with_noise_and_outliers_both_forms_reach_the_minima_of_scipy() {
        SurfaceFit fit = fit(runs("huber"));

        double[] relative = Golden.numbers("huber/relative");
        double[] logSumExp = Golden.numbers("huber/logsumexp");
        assertParameters(fit.surface(), relative);
        assertParameters(fit.check().surface(), logSumExp);
        assertThat(fit.check().sizeExponentDifference())
                .isCloseTo(
                        logSumExp[4] / (logSumExp[3] + logSumExp[4]) - relative[4] / (relative[3] + relative[4]),
                        within(1e-6));
    }

    private static void assertParameters(LossSurface surface, double[] expected) {
        assertThat(Math.log(surface.a())).isCloseTo(expected[0], within(1e-5));
        assertThat(Math.log(surface.b())).isCloseTo(expected[1], within(1e-5));
        assertThat(Math.log(surface.e())).isCloseTo(expected[2], within(1e-6));
        assertThat(surface.alpha()).isCloseTo(expected[3], within(1e-6));
        assertThat(surface.beta()).isCloseTo(expected[4], within(1e-6));
    }

    @Test
    void the_intervals_hold_the_fit_and_grow_with_the_noise() {
        SurfaceFit fit = fit(runs("huber"));
        List<Run> noisier = new ArrayList<>();
        LossSurface surface = fit.surface();
        runs("huber").forEach(run -> {
            double exact = surface.lossAt(run.size(), run.tokens());
            noisier.add(
                    new Run("baseline", run.size(), run.tokens(), run.budget(), 1, exact + 4 * (run.loss() - exact)));
        });

        for (Estimate estimate : List.of(fit.alpha(), fit.beta(), fit.e(), fit.a(), fit.b(), fit.sizeExponent())) {
            assertThat(interval(estimate).contains(estimate.value())).isTrue();
            assertThat(width(estimate)).isPositive();
        }
        assertThat(width(fit(noisier).sizeExponent())).isGreaterThan(2 * width(fit.sizeExponent()));
    }

    private static double width(Estimate estimate) {
        Interval interval = interval(estimate);
        return interval.high() - interval.low();
    }

    @Test
    void the_order_of_runs_changes_nothing() {
        List<Run> shuffled = new ArrayList<>(runs("huber"));
        Collections.shuffle(shuffled, new Random(9));

        assertThat(fit(shuffled)).isEqualTo(fit(runs("huber")));
    }

    @Test
    void another_unit_of_size_changes_the_coefficient_of_size_only() {
        List<Run> thousands = runs("chinchilla").stream()
                .map(run -> new Run("baseline", run.size() / 1000, run.tokens(), run.budget(), 1, run.loss()))
                .toList();

        LossSurface surface = fit(thousands).surface();

        assertThat(surface.alpha()).isCloseTo(0.34, within(1e-9));
        assertThat(surface.beta()).isCloseTo(0.28, within(1e-9));
        assertThat(surface.a()).isCloseTo(406.4 * Math.pow(1000, -0.34), within(1e-6));
    }

    @Test
    void losses_that_do_not_depend_on_the_tokens_bind_a_bound_and_have_no_optimum() {
        List<Run> runs = runs("chinchilla").stream()
                .map(run -> new Run(
                        "baseline",
                        run.size(),
                        run.tokens(),
                        run.budget(),
                        1,
                        1.69 + 406.4 * Math.pow(run.size(), -0.34) + 1e-12 * Math.log(run.tokens())))
                .toList();

        SurfaceFit fit = fit(runs);

        assertThat(fit.bounds()).contains(Bound.B_ZERO);
        assertThat(reason(fit.optimumAt(1e20))).contains("the tokens have no effect");
        assertThat(reason(fit.frontier())).contains("no best size");
    }

    @Test
    void diverged_runs_are_left_out_and_counted() {
        List<Run> runs = new ArrayList<>(runs("chinchilla"));
        runs.add(new Run("baseline", 1e9, 1e9, 6e18, 1, Double.NaN));
        runs.add(new Run("baseline", 2e9, 1e9, 12e18, 1, Double.POSITIVE_INFINITY));

        SurfaceFit fit = fit(runs);

        assertThat(fit.leftOut()).isEqualTo(2);
        assertThat(fit.n()).isEqualTo(128);
    }

    @Test
    void too_few_runs_one_budget_equal_sizes_and_several_kinds_are_refused() {
        List<Run> runs = runs("chinchilla");
        List<Run> otherKind = new ArrayList<>(runs);
        otherKind.add(new Run("mod", 1e9, 1e9, 6e18, 1, 3));
        List<Run> equalSizes = IntStream.range(1, 9)
                .mapToObj(i -> new Run("baseline", 1e8, 1e9 * i, 6e17 * i, 1, 3 - 0.1 * i))
                .toList();

        assertThat(refusal(runs.subList(0, 5))).contains("at least six runs", "here are 5");
        assertThat(refusal(runs.subList(0, 16))).contains("Add runs at another budget");
        assertThat(refusal(equalSizes)).contains("at least three sizes", "here are 1 and 8");
        assertThat(refusal(otherKind)).contains("runs of one kind");
    }

    private static String refusal(List<Run> runs) {
        return reason(SurfaceFits.fit(runs, SizeAxis.PARAMETERS, FEW_DRAWS));
    }

    @Test
    void the_frontier_is_the_loss_at_the_best_size() {
        SurfaceFit fit = fit(runs("chinchilla"));
        LossCurve frontier = found(fit.frontier());

        for (double budget : new double[] {1e17, 3e20, 1e22}) {
            assertThat(frontier.curve().lossAt(budget))
                    .isCloseTo(fit.surface().optimalLoss(budget, SizeAxis.PARAMETERS), within(1e-12));
        }
        assertThat(frontier.draws()).hasSize(100);
    }

    @Test
    void a_parabola_that_is_off_is_said_to_differ_from_the_surface() {
        SurfaceFit fit = fit(runs("huber"));
        double best = found(fit.optimumAt(1e20)).size().value();

        OptimumComparison near = found(fit.compare(1e20, optimum(best, new Interval(0.9 * best, 1.1 * best))));
        OptimumComparison far = found(fit.compare(1e20, optimum(3 * best, new Interval(2.5 * best, 3.5 * best))));
        OptimumComparison bare = found(fit.compare(1e20, optimum(3 * best, new Uncertainty.Unknown("No noise."))));

        assertThat(near.agree()).isTrue();
        assertThat(near.sentence()).contains("they agree, because their 95 % intervals overlap");
        assertThat(far.agree()).isFalse();
        assertThat(far.sentence()).contains("3.000 times the surface's", "they differ", "off-centre");
        assertThat(bare.agree()).isFalse();
        assertThat(bare.sentence()).contains("they are more than 10 % apart");
    }

    private static Optimum optimum(double size, Uncertainty uncertainty) {
        Estimate at = new Estimate(size, uncertainty, 5, "Given.");
        return new Optimum(at, at, 0.1, new Noise.Unknown("Given."), 0, 0, 0);
    }
}
