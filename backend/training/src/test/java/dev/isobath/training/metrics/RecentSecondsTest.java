package dev.isobath.training.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentSecondsTest {

    @Test
    void a_slow_step_does_not_move_the_median_and_old_steps_are_forgotten() {
        RecentSeconds recent = new RecentSeconds();

        assertThat(recent.after(9)).isEqualTo(9);
        assertThat(recent.after(1)).isEqualTo(5);
        assertThat(recent.after(2)).isEqualTo(2);
        for (int step = 0; step < RecentSeconds.STEPS; step++) {
            recent.after(4);
        }
        assertThat(recent.after(100)).isEqualTo(4);
    }
}
