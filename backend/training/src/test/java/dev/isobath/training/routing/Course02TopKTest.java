package dev.isobath.training.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The tokens that a path takes. Invariant 3: exactly k, also with ties and equal weights. */
class Course02TopKTest {

    private static int[] choose(int k, double... weights) {
        return TopK.choose(weights, new boolean[weights.length], k);
    }

    @Test
    void the_largest_weights_are_chosen_and_listed_in_the_order_of_the_text() {
        assertThat(choose(3, 0.1, 5, -2, 4, 0.3, 9)).containsExactly(1, 3, 5);
    }

    @Test
    void of_equal_weights_the_first_are_chosen() {
        assertThat(choose(2, 1, 1, 1, 1)).containsExactly(0, 1);
        assertThat(choose(3, 1, 7, 1, 1, 7)).containsExactly(0, 1, 4);
    }

    @Test
    void zero_and_minus_zero_are_equal() {
        assertThat(choose(1, -0.0, 0.0)).containsExactly(0);
        assertThat(choose(1, 0.0, -0.0)).containsExactly(0);
    }

    @Test
    void exactly_k_are_chosen_whatever_the_weights() {
        double[] strange = {Double.NaN, Double.NEGATIVE_INFINITY, 0, Double.NaN, Double.POSITIVE_INFINITY, 0, 0};
        for (int k = 1; k <= strange.length; k++) {
            assertThat(choose(k, strange)).hasSize(k).doesNotHaveDuplicates().isSorted();
        }
    }

    @Test
    void the_choice_is_that_of_sorting() {
        Random random = new Random(5);
        double[] special = {Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0.0, -0.0, Double.MIN_VALUE
        };
        for (int round = 0; round < 3_000; round++) {
            int n = 1 + random.nextInt(40);
            int different = 1 + random.nextInt(n); // few: many are equal
            double[] weights = new double[n];
            boolean[] excluded = new boolean[n];
            for (int i = 0; i < n; i++) {
                weights[i] = random.nextInt(8) == 0
                        ? special[random.nextInt(special.length)]
                        : random.nextInt(different) - different / 2;
                excluded[i] = random.nextInt(5) == 0;
            }
            int[] sorted = IntStream.range(0, n)
                    .filter(i -> !excluded[i])
                    .boxed()
                    .sorted(Comparator.comparing(i -> weights[i] + 0.0, Comparator.reverseOrder())) // and as they are
                    .mapToInt(i -> i)
                    .toArray();
            for (int k = 1; k <= sorted.length; k++) {
                assertThat(TopK.choose(weights, excluded, k))
                        .isEqualTo(Arrays.stream(sorted, 0, k).sorted().toArray());
            }
        }
    }

    @Test
    void excluded_tokens_are_passed_over() {
        boolean[] excluded = {false, true, false, true};
        assertThat(TopK.choose(new double[] {1, 9, 2, 8}, excluded, 2)).containsExactly(0, 2);
        assertThatThrownBy(() -> TopK.choose(new double[] {1, 9, 2, 8}, excluded, 3))
                .hasMessage("cannot choose 3 of 2 tokens");
    }
}
