package dev.isobath.training.optimiser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Presets;
import dev.isobath.spec.TrainingSpec;
import dev.isobath.training.Specs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

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

    private static LearningRateSchedule shaped(String more, long steps) {
        return LearningRateSchedule.of(
                Specs.tiny("baseline", "", "budget: {steps: 1}, learningRate: 0.8, " + more)
                        .training(),
                steps);
    }

    @Test
    void warm_up_stable_decay_stays_at_the_peak_and_falls_by_the_root_of_its_progress() {
        LearningRateSchedule schedule = shaped("schedule: wsd, warmup: 0.1, cooldown: 0.4", 20);

        assertThat(schedule.rate(1)).isEqualTo(0.4);
        assertThat(schedule.rate(2)).isEqualTo(0.8);
        assertThat(schedule.rate(12)).isEqualTo(0.8);
        assertThat(schedule.rate(13)).isCloseTo(0.8 * (1 - Math.sqrt(1 / 8.0)), within(1e-12));
        assertThat(schedule.rate(14)).isCloseTo(0.8 * 0.5, within(1e-12));
        assertThat(schedule.rate(18)).isCloseTo(0.8 * (1 - Math.sqrt(0.75)), within(1e-12));
        assertThat(schedule.rate(20)).isZero();
    }

    @Test
    void the_cool_down_ends_at_the_final_rate() {
        LearningRateSchedule schedule = shaped("schedule: wsd, finalLearningRate: 0.25", 100);

        assertThat(schedule.rate(80)).isEqualTo(0.8);
        assertThat(schedule.rate(85)).isCloseTo(0.2 + 0.6 * 0.5, within(1e-12));
        assertThat(schedule.rate(100)).isEqualTo(0.2);
    }

    @Test
    void a_cool_down_of_a_short_run_begins_after_the_warm_up() {
        LearningRateSchedule schedule = shaped("schedule: wsd, warmup: 0.5, cooldown: 0.5", 3);

        assertThat(schedule.warmupSteps()).isEqualTo(2);
        assertThat(schedule.cooldownSteps()).isEqualTo(1);
        assertThat(schedule.rate(2)).isEqualTo(0.8);
        assertThat(schedule.rate(3)).isZero();
        assertThat(shaped("schedule: wsd, warmup: 0.5", 1).rate(1)).isEqualTo(0.8);
    }

    @Test
    void a_constant_rate_has_a_warm_up_and_no_end() {
        LearningRateSchedule schedule = shaped("schedule: constant, warmup: 0.2", 10);

        assertThat(schedule.rate(1)).isEqualTo(0.4);
        assertThat(schedule.rate(2)).isEqualTo(0.8);
        assertThat(schedule.rate(10)).isEqualTo(0.8);
    }

    @Test
    void a_run_of_one_step_has_a_rate() {
        assertThat(schedule(0, 1).rate(1)).isEqualTo(0.2);
        assertThat(schedule(0.5, 1).rate(1)).isEqualTo(0.8);
    }

    /** The share is a decimal number. In binary, 0.07 of 100 is a little above 7. */
    @ParameterizedTest
    @CsvSource({
        "0.07, 100, 7",
        "0.05, 20, 1",
        "0.05, 21, 2",
        "0.05, 289, 15",
        "0.29, 100, 29",
        "0.57, 100, 57",
        "1e-9, 100, 1",
        "0, 100, 0",
        "0.1, 1000000000, 100000000"
    })
    void the_warm_up_is_its_share_of_the_steps_rounded_up(double share, long steps, long warmup) {
        assertThat(schedule(share, steps).warmupSteps()).isEqualTo(warmup);
    }

    @ParameterizedTest
    @MethodSource("dev.isobath.spec.Presets#names")
    void the_presets_have_the_warm_up_that_they_had_in_binary(String name) {
        ExperimentSpec preset = Presets.named(name, "tales");

        assertThat(LearningRateSchedule.of(preset.training(), preset.steps()).warmupSteps())
                .isEqualTo((long) Math.ceil(preset.training().warmup() * preset.steps()));
    }
}
