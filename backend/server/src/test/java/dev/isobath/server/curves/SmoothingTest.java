package dev.isobath.server.curves;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isobath.server.problems.BadRequestException;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmoothingTest {

    @Test
    void the_moving_average_begins_at_the_first_value_instead_of_near_zero() {
        double[] smoothed = smooth("ema:0.9", 5, 5, 5);
        for (double value : smoothed) {
            assertThat(value).isCloseTo(5, within(1e-12));
        }
    }

    @Test
    void the_moving_average_is_the_weighted_mean_worked_out_by_hand() {
        // weight 0.5 on 1, 2, 4: (0.25*1 + 0.5*2 + 1*4) / 1.75
        assertThat(smooth("ema:0.5", 1, 2, 4)[2]).isCloseTo(5.25 / 1.75, within(1e-15));
        assertThat(smooth("ema:0", 3, 1, 2)).containsExactly(3, 1, 2);
    }

    @Test
    void distances_are_counted_in_steps() {
        Points rare = new Points(0);
        rare.add(10, 1);
        rare.add(13, 2);
        // The weight of the value three steps ago is 0.5^3.
        assertThat(parse("ema:0.5").at(new long[] {10, 13}, rare)[1]).isCloseTo((0.125 * 1 + 2) / 1.125, within(1e-15));
    }

    @Test
    void a_value_that_is_not_finite_has_no_weight() {
        assertThat(smooth("ema:0.8", 2, Double.NaN, 2)[1]).isCloseTo(2, within(1e-12));
        assertThat(smooth("ema:0.8", Double.NaN)[0]).isNaN();
        assertThat(smooth("gaussian:3", 2, Double.POSITIVE_INFINITY, 2)[1]).isCloseTo(2, within(1e-12));
    }

    @Test
    void the_normal_distribution_is_centred_and_keeps_a_straight_line() {
        double[] line =
                LongStream.rangeClosed(1, 1_001).mapToDouble(i -> 3.0 * i).toArray();
        assertThat(smooth("gaussian:50", line)[500]).isCloseTo(line[500], within(1e-9));
        double[] spike = new double[101];
        spike[50] = 1;
        double[] smoothed = smooth("gaussian:4", spike);
        assertThat(smoothed[46]).isCloseTo(smoothed[54], within(1e-15));
        assertThat(smoothed[46] / smoothed[50]).isCloseTo(Math.exp(-0.5), within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ema",
                "ema:",
                "ema:1",
                "ema:-0.1",
                "ema:NaN",
                "gaussian:0",
                "gaussian:1.5",
                "gaussian:1000000",
                "mean:3",
                "None"
            })
    void what_is_no_smoothing_is_refused_by_name(String text) {
        assertThatThrownBy(() -> Smoothing.parse(text))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("smoothing");
    }

    private static double[] smooth(String smoothing, double... values) {
        Points points = new Points(0);
        for (int i = 0; i < values.length; i++) {
            points.add(i + 1, values[i]);
        }
        return parse(smoothing).at(LongStream.rangeClosed(1, values.length).toArray(), points);
    }

    private static Smoothing parse(String text) {
        return Objects.requireNonNull(Smoothing.parse(text));
    }
}
