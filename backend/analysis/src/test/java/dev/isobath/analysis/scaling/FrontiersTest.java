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
import dev.isobath.analysis.Outcome.Found;
import dev.isobath.analysis.Outcome.Refused;
import dev.isobath.analysis.Uncertainty;
import dev.isobath.analysis.Uncertainty.Interval;
import dev.isobath.analysis.numerics.StudentT;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FrontiersTest {

    private static IsoFlop at(double budget, Estimate size, Estimate loss) {
        return new IsoFlop(
                "mod", budget, 10, new Found<>(new Optimum(size, loss, 0.1, new Noise.Unknown("Given."), 0, 0, 0)));
    }

    private static Estimate exact(double value) {
        return new Estimate(value, new Uncertainty.Unknown("Given."), 5, "Given.");
    }

    private static Estimate within95(double value, double low, double high) {
        return new Estimate(value, new Interval(low, high), 5, "Given.");
    }

    private static List<IsoFlop> losses(DoubleUnaryOperator loss, double deviation, double... budgets) {
        double reach = StudentT.NORMAL * deviation;
        return DoubleStream.of(budgets)
                .mapToObj(budget -> {
                    double value = loss.applyAsDouble(budget);
                    return at(
                            budget,
                            exact(1e6),
                            deviation == 0 ? exact(value) : within95(value, value - reach, value + reach));
                })
                .toList();
    }

    @Test
    void the_exponent_is_that_of_numpys_weighted_line() {
        double[] x = Golden.numbers("line/x");
        double[] y = Golden.numbers("line/y");
        double[] deviations = Golden.numbers("line/deviations");
        List<IsoFlop> isoFlops = new ArrayList<>(IntStream.range(0, x.length)
                .mapToObj(i -> at(
                        Math.exp(x[i]),
                        within95(
                                Math.exp(y[i]),
                                Math.exp(y[i] - StudentT.NORMAL * deviations[i]),
                                Math.exp(y[i] + StudentT.NORMAL * deviations[i])),
                        exact(3)))
                .toList());
        isoFlops.add(new IsoFlop("mod", 1e22, 3, new Refused<>("No optimum.")));

        SizeFrontier frontier = found(Frontiers.size(isoFlops));

        double[] expected = Golden.numbers("line/expected");
        assertThat(frontier.weighted()).isTrue();
        assertThat(frontier.leftOut()).isEqualTo(1);
        assertThat(frontier.exponent().value()).isCloseTo(expected[0], within(1e-12));
        assertThat(interval(frontier.exponent()).high())
                .isCloseTo(expected[0] + StudentT.NORMAL * expected[1], within(1e-12));
    }

    @Test
    void optima_that_scatter_more_than_their_intervals_widen_the_interval() {
        List<IsoFlop> tight = IntStream.range(0, 4)
                .mapToObj(i -> {
                    double size = 1e6 * Math.pow(10, i / 2.0) * (i % 2 == 0 ? 1.3 : 0.7);
                    return at(1e17 * Math.pow(10, i), within95(size, size * 0.99, size * 1.01), exact(3));
                })
                .toList();

        SizeFrontier frontier = found(Frontiers.size(tight));

        assertThat(frontier.scatter()).isGreaterThan(100);
        assertThat(frontier.exponent().method()).contains("larger than the intervals of the points explain");
        assertThat(interval(frontier.exponent()).high() - frontier.exponent().value())
                .isGreaterThan(0.3);
    }

    @Test
    void two_exact_optima_give_an_exponent_without_an_interval_and_one_gives_none() {
        List<IsoFlop> two = List.of(at(1e18, exact(1e6), exact(3)), at(1e20, exact(1e7), exact(2.8)));

        SizeFrontier frontier = found(Frontiers.size(two));

        assertThat(frontier.exponent().value()).isCloseTo(0.5, within(1e-12));
        assertThat(frontier.sizeAt(1e19)).isCloseTo(Math.sqrt(1e13), within(1e-3));
        assertThat(frontier.exponent().uncertainty()).isInstanceOf(Uncertainty.Unknown.class);
        assertThat(reason(Frontiers.size(two.subList(0, 1)))).contains("two budgets at least");
    }

    /** Five exact points fix three parameters; the search stops at 1e-10 of the exponent. */
    @Test
    void a_power_law_with_a_limit_is_recovered_from_exact_losses() {
        DoubleUnaryOperator law = budget -> 1.8 + 900 * Math.pow(budget, -0.15);

        LossCurve curve = found(Frontiers.loss(losses(law, 0, 1e17, 1e18, 1e19, 1e20, 1e21), Bootstrap.STANDARD));

        assertThat(curve.curve()).isInstanceOfSatisfying(Curve.PowerLaw.class, found -> {
            assertThat(found.exponent()).isCloseTo(0.15, within(1e-6));
            assertThat(found.limit()).isCloseTo(1.8, within(1e-5));
            assertThat(found.factor()).isCloseTo(900, within(0.1));
        });
        assertThat(curve.draws()).isEmpty();
        assertThat(curve.extrapolates(1e22)).isTrue();
        assertThat(curve.extrapolates(1e18)).isFalse();
    }

    @Test
    void a_loss_curve_with_intervals_has_draws_about_it() {
        DoubleUnaryOperator law = budget -> 1.8 + 900 * Math.pow(budget, -0.15);

        LossCurve curve = found(Frontiers.loss(losses(law, 0.01, 1e17, 1e18, 1e19, 1e20), new Bootstrap(200, 1)));

        assertThat(curve.draws()).hasSize(200);
        assertThat(curve.draws().stream().filter(each -> each.lossAt(1e19) > law.applyAsDouble(1e19)))
                .hasSizeBetween(60, 140);
    }

    @Test
    void losses_at_three_budgets_are_joined_by_lines_and_not_by_a_law() {
        List<IsoFlop> three = losses(budget -> 5 - 0.1 * Math.log(budget), 0, 1e17, 1e18, 1e20);

        LossCurve curve = found(Frontiers.interpolated(three, Bootstrap.STANDARD));

        assertThat(reason(Frontiers.loss(three, Bootstrap.STANDARD))).contains("four budgets at least, and here are 3");
        for (double budget : new double[] {1e16, 1e17, 5e17, 1e19, 1e22}) {
            assertThat(curve.curve().lossAt(budget)).isCloseTo(5 - 0.1 * Math.log(budget), within(1e-12));
        }
    }

    @Test
    void losses_that_rise_with_the_budget_have_no_law() {
        assertThat(reason(Frontiers.loss(
                        losses(budget -> 0.1 * Math.log(budget), 0, 1e17, 1e18, 1e19, 1e20), Bootstrap.STANDARD)))
                .contains("does not fall");
    }
}
