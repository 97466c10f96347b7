package dev.isobath.analysis.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isobath.analysis.Bootstrap;
import dev.isobath.analysis.Uncertainty.Interval;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrawsTest {

    @Test
    void the_same_seed_gives_the_same_numbers_and_another_seed_others() {
        Bootstrap one = new Bootstrap(100, 1);

        assertThat(Draws.of(one).normal(1)).isEqualTo(Draws.of(one).normal(1));
        assertThat(Draws.of(one).normal(1)).isNotEqualTo(Draws.of(new Bootstrap(100, 2)).normal(1));
    }

    /** 40,000 draws know a 97.5 % quantile of t_3 (density 0.018 there) to 0.044; the tolerance is four of these. */
    @Test
    void noise_of_a_drawn_standard_deviation_has_the_interval_of_student() {
        Draws draws = Draws.of(new Bootstrap(100, 7));
        double[] values = IntStream.range(0, 40_000)
                .mapToDouble(i -> draws.normal(draws.standardDeviation(1, 3)))
                .toArray();

        Interval middle = Draws.middle(values);

        assertThat(middle.high()).isCloseTo(StudentT.critical(3), within(0.18));
        assertThat(middle.low()).isCloseTo(-StudentT.critical(3), within(0.18));
    }
}
