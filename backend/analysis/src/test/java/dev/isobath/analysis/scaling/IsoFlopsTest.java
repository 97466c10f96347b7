package dev.isobath.analysis.scaling;

import static dev.isobath.analysis.Outcomes.found;
import static dev.isobath.analysis.Outcomes.interval;
import static dev.isobath.analysis.Outcomes.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isobath.analysis.Bootstrap;
import dev.isobath.analysis.Golden;
import dev.isobath.analysis.Noise;
import dev.isobath.analysis.Optimum;
import dev.isobath.analysis.Outcome;
import dev.isobath.analysis.Uncertainty;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IsoFlopsTest {

    private static final double[] SIZES = Golden.numbers("parabola/sizes");
    private static final double[] LOSSES = Golden.numbers("parabola/losses");

    private static List<Run> runs(double[] sizes, double[] losses) {
        return IntStream.range(0, sizes.length)
                .mapToObj(i -> new Run("mod", sizes[i], 6e18 / (6 * sizes[i]), 6e18, i, losses[i]))
                .toList();
    }

    private static Outcome<Optimum> optimum(List<Run> runs) {
        return IsoFlops.of(runs, IsoFlops.ONE_PERCENT, Bootstrap.STANDARD)
                .getFirst()
                .optimum();
    }

    @Test
    void the_optimum_is_that_of_numpys_polynomial() {
        double[] expected = Golden.numbers("parabola/expected");

        Optimum optimum = found(optimum(runs(SIZES, LOSSES)));

        assertThat(optimum.at().value()).isCloseTo(expected[0], within(1e-8 * expected[0]));
        assertThat(optimum.loss().value()).isCloseTo(expected[1], within(1e-10));
        assertThat(optimum.curvature()).isCloseTo(expected[2], within(1e-9));
        assertThat(optimum.noise()).isInstanceOfSatisfying(Noise.OfSeeds.class, noise -> {
            assertThat(noise.standardDeviation()).isCloseTo(Golden.numbers("parabola/pooled")[0], within(1e-12));
            assertThat(noise.degreesOfFreedom()).isEqualTo(5);
        });
    }

    /** The noise is small beside the curvature, so the interval is close to the linear one. 4,000 draws know its ends to a few per cent. */
    @Test
    void the_interval_of_the_optimum_is_that_of_error_propagation() {
        double delta = Golden.numbers("parabola/delta")[0];

        Optimum optimum = found(IsoFlops.of(runs(SIZES, LOSSES), IsoFlops.ONE_PERCENT, new Bootstrap(4000, 3))
                .getFirst()
                .optimum());

        assertThat(Math.log(interval(optimum.at()).high() / optimum.at().value())).isCloseTo(delta, within(0.1 * delta));
        assertThat(Math.log(optimum.at().value() / interval(optimum.at()).low())).isCloseTo(delta, within(0.1 * delta));
    }

    @Test
    void the_order_of_runs_and_the_names_of_seeds_change_nothing() {
        List<Run> shuffled = new ArrayList<>(runs(SIZES, LOSSES));
        Collections.shuffle(shuffled, new Random(5));
        List<Run> renamed = shuffled.stream()
                .map(run -> new Run("mod", run.size(), run.tokens(), run.budget(), 1000 - run.seed(), run.loss()))
                .toList();

        assertThat(optimum(renamed)).isEqualTo(optimum(runs(SIZES, LOSSES)));
    }

    @Test
    void another_unit_of_size_changes_the_optimum_by_the_unit_only() {
        double[] thousands = IntStream.range(0, SIZES.length).mapToDouble(i -> SIZES[i] / 1000).toArray();

        Optimum one = found(optimum(runs(SIZES, LOSSES)));
        Optimum other = found(optimum(runs(thousands, LOSSES)));

        assertThat(other.at().value() * 1000).isCloseTo(one.at().value(), within(1e-9 * one.at().value()));
        assertThat(interval(other.at()).low() * 1000)
                .isCloseTo(interval(one.at()).low(), within(1e-9 * one.at().value()));
        assertThat(other.loss().value()).isCloseTo(one.loss().value(), within(1e-12));
    }

    @Test
    void runs_without_a_finite_loss_are_left_out_and_counted() {
        List<Run> more = new ArrayList<>(runs(SIZES, LOSSES));
        more.add(new Run("mod", 1e9, 1e9, 6e18, 77, Double.NaN));
        more.add(new Run("mod", 2e9, 5e8, 6e18, 78, Double.POSITIVE_INFINITY));

        Optimum optimum = found(optimum(more));

        assertThat(optimum.leftOut()).isEqualTo(2);
        assertThat(optimum.at()).isEqualTo(found(optimum(runs(SIZES, LOSSES))).at());
    }

    @Test
    void fewer_than_three_sizes_are_refused() {
        double[] sizes = {1e6, 1e6, 1e6, 2e6};

        assertThat(reason(optimum(runs(sizes, new double[] {3, 3.1, 3, 2.9}))))
                .isEqualTo("A parabola needs at least three distinct sizes with a finite loss, and here are 2.");
    }

    @Test
    void an_optimum_at_the_edge_is_refused_with_the_edge() {
        double[] sizes = {1e6, 2e6, 4e6, 8e6};

        assertThat(reason(optimum(runs(sizes, new double[] {3.0, 3.1, 3.3, 3.6}))))
                .startsWith("The optimum lies at the edge of the grid: at or below the smallest size, 1.000e+06.");
        assertThat(reason(optimum(runs(sizes, new double[] {3.6, 3.3, 3.1, 3.0}))))
                .startsWith("The optimum lies at the edge of the grid: at or above the largest size, 8.000e+06.");
    }

    @Test
    void a_parabola_that_is_straight_or_curved_downward_is_refused() {
        double[] sizes = {1e6, 2e6, 4e6, 8e6};

        assertThat(reason(optimum(runs(sizes, new double[] {3.0, 3.3, 3.3, 3.0})))).contains("curved downward");
        assertThat(reason(optimum(runs(sizes, new double[] {3.0, 3.1, 3.2, 3.3})))).contains("straight line");
        assertThat(reason(optimum(runs(sizes, new double[] {3.0, 3.0, 3.0, 3.0})))).contains("straight line");
    }

    @Test
    void three_runs_give_an_optimum_without_an_interval() {
        Optimum optimum = found(optimum(runs(new double[] {1e6, 2e6, 4e6}, new double[] {3.1, 3.0, 3.1})));

        assertThat(optimum.at().value()).isCloseTo(2e6, within(1e-3));
        assertThat(optimum.at().uncertainty()).isInstanceOf(Uncertainty.Unknown.class);
        assertThat(optimum.draws()).isZero();
    }

    @Test
    void noise_that_hides_the_curvature_is_refused_with_the_number_of_draws() {
        double[] sizes = {1e6, 1e6, 2e6, 2e6, 4e6, 4e6};
        double[] losses = {3.5, 2.502, 2.4, 3.6, 3.2, 2.803};

        assertThat(reason(optimum(runs(sizes, losses))))
                .startsWith("The noise is too large for an optimum: of 1,000 draws of noise only ");
    }

    @Test
    void budgets_within_the_tolerance_are_one_and_kinds_are_apart() {
        List<Run> runs = List.of(
                new Run("mod", 1e6, 1e9, 1.000e17, 1, 3),
                new Run("mod", 1e6, 1e9, 1.009e17, 1, 3),
                new Run("mod", 1e6, 1e9, 1.020e17, 1, 3),
                new Run("baseline", 1e6, 1e9, 1.000e17, 1, 3));

        List<IsoFlop> groups = IsoFlops.of(runs, IsoFlops.ONE_PERCENT, Bootstrap.STANDARD);

        assertThat(groups).extracting(IsoFlop::kind).containsExactly("mod", "mod", "baseline");
        assertThat(groups).extracting(IsoFlop::runs).containsExactly(2, 1, 1);
    }
}
