package dev.isobath.server.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptStepsTest {

    /** Keeps as a run does that takes a checkpoint every ten steps. */
    private static List<Long> run(int checkpoints, int most) {
        List<Long> kept = new ArrayList<>();
        for (long i = 1; i <= checkpoints; i++) {
            kept.add(10 * i);
            kept = new ArrayList<>(KeptSteps.of(kept, most));
        }
        return kept;
    }

    @Test
    void with_two_the_newest_two_are_kept() {
        assertThat(run(1, 2)).containsExactly(10L);
        assertThat(run(50, 2)).containsExactly(490L, 500L);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 7, 20})
    void more_are_spread_over_the_run_beside_the_newest_two(int most) {
        List<Long> kept = run(500, most);

        assertThat(kept).hasSize(most).isSorted().startsWith(10L).endsWith(4990L, 5000L);
        // Three times the gap of an even spread.
        for (int i = 1; i < kept.size(); i++) {
            assertThat(kept.get(i) - kept.get(i - 1)).isLessThanOrEqualTo(3 * 5000L / (most - 1));
        }
    }

    @Test
    void what_fits_is_kept_whole() {
        assertThat(KeptSteps.of(List.of(1L, 2L, 900L), 3)).containsExactly(1L, 2L, 900L);
        assertThat(KeptSteps.of(List.of(1L, 2L, 900L, 1000L), 3)).containsExactly(1L, 900L, 1000L);
        assertThat(KeptSteps.of(List.of(), 5)).isEmpty();
    }

    @Test
    void fewer_than_two_are_refused_with_the_name_of_the_setting() {
        assertThatThrownBy(() -> new CheckpointProperties(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("isobath.keep-checkpoints is 1");
    }
}
