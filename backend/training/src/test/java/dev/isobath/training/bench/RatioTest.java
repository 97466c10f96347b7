package dev.isobath.training.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class RatioTest {

    @Test
    void numbers_are_divided_pair_by_pair_so_that_a_slow_minute_of_the_machine_cancels() {
        // The third pair was measured while the machine was ten times slower.
        Ratio ratio = Ratio.of(List.of(2.0, 2.2, 21.0), List.of(1.0, 1.0, 10.0));

        assertThat(ratio).isEqualTo(new Ratio(2.1, 2.0, 2.2));
    }

    @Test
    void the_median_of_an_even_number_is_the_mean_of_the_two_in_the_middle() {
        assertThat(Ratio.median(9, 1, 3, 2)).isEqualTo(2.5);
        assertThat(Ratio.median(9, 1, 3)).isEqualTo(3);
    }

    @Test
    void a_number_without_its_pair_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Ratio.of(List.of(1.0), List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> Ratio.of(List.of(), List.of()));
    }

    @Test
    void it_reads_as_the_median_with_its_spread() {
        assertThat(new Ratio(1.5, 1.25, 2)).hasToString("1.50 (1.25-2.00)");
    }
}
