package dev.isobath.training.optimiser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isobath.spec.TrainingSpec;
import dev.isobath.training.Specs;
import org.junit.jupiter.api.Test;

/** The learning rate of every step. */
class Course03ScheduleTest {

    private static LearningRateSchedule schedule(double warmup, long steps) {
        TrainingSpec training = Specs.tiny(
                        "baseline",
                        "",
                        "budget: {steps: 1}, learningRate: 0.8, finalLearningRate: 0.25, warmup: " + warmup)
                .training();
        return LearningRateSchedule.of(training, steps);
    }

    @Test
    void the_rate_climbs_a_line_to_the_peak_and_falls_half_a_cosine_to_the_end() {
        LearningRateSchedule schedule = schedule(0.2, 20);

        assertThat(schedule.rate(1)).isCloseTo(0.2, within(1e-12));
        assertThat(schedule.rate(4)).isCloseTo(0.8, within(1e-12));
        assertThat(schedule.rate(8)).isCloseTo(0.2 + 0.6 * (1 + Math.cos(Math.PI / 4)) / 2, within(1e-12));
        assertThat(schedule.rate(12)).isCloseTo(0.5, within(1e-12));
        assertThat(schedule.rate(20)).isCloseTo(0.2, within(1e-12));
    }

    @Test
    void without_warm_up_the_cosine_begins_at_once() {
        assertThat(schedule(0, 10).rate(1)).isCloseTo(0.2 + 0.6 * (1 + Math.cos(Math.PI / 10)) / 2, within(1e-12));
    }

    @Test
    void a_run_of_one_step_has_a_rate() {
        assertThat(schedule(0, 1).rate(1)).isEqualTo(0.2);
        assertThat(schedule(0.5, 1).rate(1)).isEqualTo(0.8);
    }
}
