package dev.isobath.training.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The source of every random number. */
class Course01RandomnessTest {

    @Test
    void a_number_depends_on_seed_purpose_step_and_index_and_on_nothing_else() {
        long bits = new Randomness(1).bits("batch", 2, 3);

        assertThat(new Randomness(1).bits("batch", 2, 3)).isEqualTo(bits);
        assertThat(new long[] {
                    new Randomness(2).bits("batch", 2, 3),
                    new Randomness(1).bits("hctab", 2, 3),
                    new Randomness(1).bits("batch", 3, 2),
                    new Randomness(1).bits("batch", 2, 4)
                })
                .doesNotContain(bits)
                .doesNotHaveDuplicates();
    }

    @Test
    void whole_numbers_stay_below_their_bound_and_reach_every_value() {
        long[] drawn = LongStream.range(0, 1_000)
                .map(i -> new Randomness(1).below(5, "die", 0, i))
                .toArray();
        assertThat(Arrays.stream(drawn).distinct().sorted()).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void normal_draws_have_their_mean_deviation_and_tails() {
        double[] drawn = new Randomness(1).normal(100_001, 0.02, "weight");
        double mean = Arrays.stream(drawn).average().orElseThrow();
        double variance =
                Arrays.stream(drawn).map(x -> (x - mean) * (x - mean)).average().orElseThrow();

        assertThat(mean).isCloseTo(0, within(3e-4));
        assertThat(Math.sqrt(variance)).isCloseTo(0.02, within(3e-4));
        assertThat(Arrays.stream(drawn).filter(x -> Math.abs(x) > 0.04).count() / 100_001.0)
                .isCloseTo(0.0455, within(0.003));
    }
}
