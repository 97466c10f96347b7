package dev.isobath.training.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isobath.training.engine.Randomness;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The step from logits to a token. */
class Course15TopPSamplerTest {

    /** Probabilities 0.5, 0.3, 0.15 and 0.05. */
    private static final double[] LOGITS = {Math.log(0.15), Math.log(0.5), Math.log(0.05), Math.log(0.3)};

    private static final int DRAWS = 20_000;

    private static double[] shares(double temperature, double topP) {
        TopPSampler sampler = new TopPSampler(temperature, topP, new Randomness(4));
        double[] shares = new double[LOGITS.length];
        for (int position = 0; position < DRAWS; position++) {
            shares[sampler.draw(LOGITS, 0, position)] += 1.0 / DRAWS;
        }
        return shares;
    }

    @Test
    void tokens_are_drawn_as_often_as_they_are_likely() {
        // Three standard deviations of a share of 20,000 draws are at most 0.011.
        assertThat(shares(1, 1)).containsExactly(new double[] {0.15, 0.5, 0.05, 0.3}, within(0.011));
    }

    @Test
    void temperature_divides_the_logits() {
        double[] roots = {Math.sqrt(0.15), Math.sqrt(0.5), Math.sqrt(0.05), Math.sqrt(0.3)};
        double sum = Arrays.stream(roots).sum();

        assertThat(shares(2, 1))
                .containsExactly(Arrays.stream(roots).map(root -> root / sum).toArray(), within(0.011));
    }

    @Test
    void top_p_leaves_the_likeliest_tokens_that_reach_it_and_no_others() {
        assertThat(shares(1, 0.7)).containsExactly(new double[] {0, 0.625, 0, 0.375}, within(0.011));
        assertThat(shares(1, 1e-9)).containsExactly(new double[] {0, 1, 0, 0}, within(1e-9));
    }

    @Test
    void temperature_zero_takes_the_likeliest_and_of_equal_ones_the_lowest() {
        TopPSampler greedy = new TopPSampler(0, 1, new Randomness(1));

        assertThat(greedy.draw(LOGITS, 0, 0)).isEqualTo(1);
        assertThat(greedy.draw(new double[] {1, 2, 2}, 0, 0)).isEqualTo(1);
    }

    @Test
    void a_draw_depends_on_seed_sample_and_place_only() {
        int[] first = drawn(4, 0);

        assertThat(drawn(4, 0)).isEqualTo(first);
        assertThat(drawn(5, 0)).isNotEqualTo(first);
        assertThat(drawn(4, 1)).isNotEqualTo(first);
    }

    private static int[] drawn(long seed, int sample) {
        TopPSampler sampler = new TopPSampler(1, 1, new Randomness(seed));
        return IntStream.range(0, 50)
                .map(position -> sampler.draw(LOGITS, sample, position))
                .toArray();
    }

    @Test
    void logits_that_are_no_numbers_are_told_as_such() {
        TopPSampler sampler = new TopPSampler(1, 1, new Randomness(1));

        assertThatThrownBy(() -> sampler.draw(new double[] {0, Double.NaN}, 0, 0))
                .hasMessageContaining("diverged");
    }
}
