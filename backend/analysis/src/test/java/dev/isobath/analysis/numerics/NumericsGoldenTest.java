package dev.isobath.analysis.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isobath.analysis.Estimate;
import dev.isobath.analysis.Golden;
import dev.isobath.analysis.Outcomes;
import dev.isobath.analysis.Uncertainty.Interval;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the arithmetic with SciPy. Tolerances are those of double arithmetic, and of Hipparchus' inverse of t (1e-9). */
class NumericsGoldenTest {

    static List<String> means() {
        return Golden.cases("mean");
    }

    @ParameterizedTest
    @MethodSource("means")
    void a_mean_has_the_t_interval_of_scipy(String name) {
        double[] expected = Golden.numbers(name + "/interval");

        Estimate mean = Sample.of(Golden.numbers(name + "/values")).estimate("seed", "seeds");

        assertThat(mean.value()).isCloseTo(expected[0], within(1e-14));
        assertThat(Outcomes.interval(mean).low()).isCloseTo(expected[1], within(1e-8));
        assertThat(Outcomes.interval(mean).high()).isCloseTo(expected[2], within(1e-8));
    }

    @Test
    void critical_values_and_p_values_of_t_are_those_of_scipy() {
        double[] freedoms = Golden.numbers("t/freedoms");
        for (int i = 0; i < freedoms.length; i++) {
            assertThat(StudentT.critical(freedoms[i])).isCloseTo(Golden.numbers("t/critical")[i], within(1e-7));
            assertThat(StudentT.twoSided(2.5, freedoms[i])).isCloseTo(Golden.numbers("t/p")[i], within(1e-10));
        }
    }

    static List<String> nnls() {
        return Golden.cases("nnls");
    }

    @ParameterizedTest
    @MethodSource("nnls")
    void non_negative_least_squares_is_that_of_scipy(String name) {
        double[][] columns = Golden.columns(Golden.numbers(name + "/columns"), 3);
        double[] target = Golden.numbers(name + "/target");
        double[] expected = Golden.numbers(name + "/expected");

        double[] x = NonNegativeLeastSquares.solve(columns, target);

        assertThat(LeastSquares.squaredError(columns, x, target)).isCloseTo(expected[3], within(1e-10));
        for (int j = 0; j < 3; j++) {
            assertThat(x[j]).isNotNegative().isCloseTo(expected[j], within(1e-9));
        }
    }

    @Test
    void the_cases_of_non_negative_least_squares_have_every_number_of_bound_coefficients() {
        assertThat(nnls().stream()
                        .map(name -> Arrays.stream(Golden.numbers(name + "/expected"), 0, 3)
                                .filter(each -> each == 0)
                                .count())
                        .distinct())
                .contains(0L, 1L, 2L);
    }

    @Test
    void quantiles_are_those_of_numpy() {
        double[] sorted = Golden.numbers("quantile/values");
        Arrays.sort(sorted);
        double[] shares = {0, 0.025, 0.4, 0.975, 1};
        for (int i = 0; i < shares.length; i++) {
            assertThat(Draws.quantile(sorted, shares[i]))
                    .isCloseTo(Golden.numbers("quantile/expected")[i], within(1e-13));
        }
    }

    @Test
    void a_weighted_line_has_the_slope_and_error_of_numpy() {
        double[] expected = Golden.numbers("line/expected");
        WeightedLine line = WeightedLine.fit(
                Golden.numbers("line/x"), Golden.numbers("line/y"), Optional.of(Golden.numbers("line/deviations")));

        Estimate slope = line.slope("budget");

        assertThat(slope.value()).isCloseTo(expected[0], within(1e-12));
        assertThat(Outcomes.interval(slope).high() - slope.value())
                .isCloseTo(StudentT.NORMAL * expected[1], within(1e-12));
    }

    @Test
    void a_line_without_weights_has_the_t_interval_of_scipy() {
        double[] expected = Golden.numbers("line/ordinary");

        Estimate slope = WeightedLine.fit(Golden.numbers("line/x"), Golden.numbers("line/y"), Optional.empty())
                .slope("budget");

        assertThat(slope.value()).isCloseTo(expected[0], within(1e-12));
        assertThat(Outcomes.interval(slope).high() - slope.value()).isCloseTo(expected[1], within(1e-9));
    }

    @ParameterizedTest
    @MethodSource("shares")
    void a_share_has_the_interval_of_wilson(String name) {
        String[] counts = name.substring("wilson/".length()).split("-");
        double[] expected = Golden.numbers(name);

        Estimate share = Proportion.estimate(Long.parseLong(counts[0]), Long.parseLong(counts[1]), "The share.");

        Interval interval = Outcomes.interval(share);
        assertThat(share.value()).isEqualTo(expected[0]);
        assertThat(interval.low()).isCloseTo(expected[1], within(1e-9));
        assertThat(interval.high()).isCloseTo(expected[2], within(1e-9));
    }

    static List<String> shares() {
        return List.of("wilson/0-20", "wilson/3-20", "wilson/978-1000", "wilson/20-20");
    }
}
