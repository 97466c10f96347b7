package dev.isobath.training.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.protocol.StepReport;
import dev.isobath.training.Recorder;
import dev.isobath.training.Specs;
import dev.isobath.training.Texts;
import dev.isobath.training.Training;
import dev.isobath.training.TrainingListener.Signal;
import dev.isobath.training.TrainingResult;
import dev.isobath.training.checkpoint.Checkpoint;
import dev.isobath.training.checkpoint.Progress;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.optimiser.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that have diverged, and runs that only look so. */
class Course17DivergenceTest {

    private static final LossMonitor.Tolerance TOLERANCE = new LossMonitor.Tolerance(100, 200, Math.log(256));

    @TempDir
    Path folder;

    // --- curves

    @Test
    void a_loss_that_doubles_and_stays_is_stopped_with_the_step_where_it_began() {
        LongToDoubleFunction loss = step -> step < 700 ? 5.5 - step / 200.0 : 6;

        assertThat(stopped(loss, 3_000).orElse(0)).isBetween(899L, 910L);
        assertThat(watched(loss, 800).since()).isEqualTo(700);
    }

    @Test
    void a_spike_that_comes_down_is_not() {
        LongToDoubleFunction loss = step -> step >= 700 && step < 850 ? 8 : 5.5 - Math.min(step, 700) / 200.0;

        assertThat(watched(loss, 800).since()).isEqualTo(700);
        assertThat(stopped(loss, 3_000)).isEmpty();
        assertThat(watched(loss, 1_000).since()).isZero();
    }

    @Test
    void many_spikes_of_single_steps_are_not() {
        assertThat(stopped(step -> step % 50 == 0 ? 30 : 2, 5_000)).isEmpty();
    }

    @Test
    void a_model_that_learns_nothing_is_left_alone() {
        assertThat(stopped(step -> Math.log(256), 5_000)).isEmpty();
        assertThat(stopped(step -> 11, 5_000)).isEmpty();
    }

    @Test
    void falling_back_to_the_frequency_of_letters_is_left_alone() {
        assertThat(stopped(step -> step < 1_000 ? 1.5 : 3.3, 5_000)).isEmpty();
    }

    @Test
    void a_tiny_loss_may_grow_by_a_nat() {
        assertThat(stopped(step -> step < 1_000 ? 0.01 : 0.9, 5_000)).isEmpty();
        assertThat(stopped(step -> step < 1_000 ? 0.01 : 2, 5_000)).isPresent();
    }

    @Test
    void nothing_is_stopped_during_the_warm_up() {
        LossMonitor.Tolerance long_ = new LossMonitor.Tolerance(1_000, 200, Math.log(256));
        LossMonitor monitor = LossMonitor.START;
        for (long step = 1; step <= 1_200; step++) {
            monitor = monitor.after(step, step < 10 ? 5 : 20, long_);
            assertThat(monitor.diverged(step, long_)).as("step %d", step).isEqualTo(step == 1_200);
        }
        assertThat(monitor.since()).isEqualTo(10);
    }

    private static OptionalLong stopped(LongToDoubleFunction loss, long steps) {
        LossMonitor monitor = LossMonitor.START;
        for (long step = 1; step <= steps; step++) {
            monitor = monitor.after(step, loss.applyAsDouble(step), TOLERANCE);
            if (monitor.diverged(step, TOLERANCE)) {
                return OptionalLong.of(step);
            }
        }
        return OptionalLong.empty();
    }

    private static LossMonitor watched(LongToDoubleFunction loss, long steps) {
        LossMonitor monitor = LossMonitor.START;
        for (long step = 1; step <= steps; step++) {
            monitor = monitor.after(step, loss.applyAsDouble(step), TOLERANCE);
        }
        return monitor;
    }

    @Test
    void what_it_knows_survives_a_checkpoint_to_the_last_bit() throws IOException {
        try (NDManager manager = NativeEngine.newManager()) {
            ExperimentSpec spec = Specs.tiny("baseline", "");
            Trainer trainer = new Trainer(spec, manager, NumberFormat.F32);
            for (LossMonitor monitor : List.of(LossMonitor.START, watched(step -> step < 700 ? 1.0 / 3 : 6, 800))) {
                Progress progress = Progress.START.plus(1, 2, 3).withHistory(RunHistory.NONE.with(monitor));
                Path file = Checkpoint.write(folder, spec, progress, trainer);

                assertThat(Checkpoint.read(file, spec, trainer)).isEqualTo(progress);
            }
        }
    }

    // --- whole runs

    @Test
    void a_run_that_blows_up_fails_with_the_step_where_it_began() throws IOException {
        ExperimentSpec spec = exploding("steps: 700}, warmup: 0.05, learningRate: 1, beta2: 0.6, weightDecay: 0.5");
        Recorder recorder = new Recorder();
        TrainingResult result = Training.run(spec, Texts.file(folder, 20_000), null, folder.resolve("run"), recorder);

        assertThat(result).isInstanceOfSatisfying(TrainingResult.Diverged.class, diverged -> {
            LossMonitor monitor = followed(spec, recorder);
            assertThat(diverged.step()).isEqualTo(recorder.last().step()).isLessThan(700);
            assertThat(diverged.reason())
                    .startsWith("The run has diverged, beginning at step " + monitor.since() + ":")
                    .containsPattern("largest in block [01]: [0-9.e+]+\\)")
                    .contains("lower learning rate");
            assertThat(recorder.metric("train_loss").subList((int) monitor.since() - 1, (int) monitor.since() + 50))
                    .allSatisfy(loss -> assertThat(loss).isGreaterThan(monitor.least() + 1));
        });
    }

    @Test
    void a_run_that_reaches_no_number_is_stopped_before_it_changes_the_model() throws IOException {
        ExperimentSpec spec = exploding("steps: 300}, warmup: 0.001, learningRate: 10, beta2: 0.1, epsilon: 1.0e-30");
        Recorder recorder = new Recorder();
        TrainingResult result = Training.run(spec, Texts.file(folder, 20_000), null, folder.resolve("run"), recorder);

        assertThat(result).isInstanceOfSatisfying(TrainingResult.Diverged.class, diverged -> {
            assertThat(diverged.step()).isEqualTo(recorder.last().step());
            assertThat(diverged.reason())
                    .contains("of step " + (diverged.step() + 1) + " is not a finite number")
                    .contains("It began at step " + followed(spec, recorder).since() + ":")
                    .contains("left as it was after step " + diverged.step());
        });
    }

    private static ExperimentSpec exploding(String training) {
        return Specs.tiny(
                "baseline", "", "gradientClip: 1.0e6, evaluateEvery: 900, evaluationTokens: 36, budget: {" + training);
    }

    /** A run that continues with another text gets a high loss at first, and then learns again. */
    @Test
    void a_run_that_recovers_from_a_real_spike_is_not_stopped() throws IOException {
        ExperimentSpec spec = Specs.tiny(
                "baseline", "", "budget: {steps: 600}, learningRate: 0.03, evaluateEvery: 600, evaluationTokens: 36");
        Recorder before = new Recorder().signal(200, Signal.STOP);
        Training.run(spec, Texts.file(folder, 20_000), null, folder.resolve("before"), before);
        Path other = Files.writeString(
                folder.resolve("other.txt"),
                Texts.ofLength(20_000).toUpperCase(Locale.ROOT).replace(' ', '_'));
        Recorder after = new Recorder();
        TrainingResult result = Training.run(spec, other, before.lastFile(), folder.resolve("after"), after);

        assertThat(result).isEqualTo(new TrainingResult.Finished(600));
        assertThat(followed(spec, before, after).since()).isZero();
        assertThat(wasTooHigh(spec, before, after)).isTrue();
    }

    private static LossMonitor followed(ExperimentSpec spec, Recorder... recorders) {
        return monitors(spec, recorders).getLast();
    }

    private static boolean wasTooHigh(ExperimentSpec spec, Recorder... recorders) {
        return monitors(spec, recorders).stream().anyMatch(monitor -> monitor.since() > 0);
    }

    private static List<LossMonitor> monitors(ExperimentSpec spec, Recorder... recorders) {
        LossMonitor.Tolerance tolerance = LossMonitor.Tolerance.of(spec);
        List<LossMonitor> monitors = new ArrayList<>(List.of(LossMonitor.START));
        for (Recorder recorder : recorders) {
            for (StepReport report : recorder.reports()) {
                double loss = report.metrics().getOrDefault("train_loss", Double.NaN);
                monitors.add(monitors.getLast().after(report.step(), loss, tolerance));
            }
        }
        return monitors;
    }
}
