package dev.isobath.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.InvalidSpec;
import dev.isobath.training.TrainingListener.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole runs, as the worker starts them. */
class Course12RunTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "baseline | |",
                "moe | experts: 2 |",
                "mod | 'capacity: 0.5, routeEvery: 1, causal: auxiliary' |",
                "mod | 'capacity: 0.25, gate: mlp, routerActivation: sigmoid, causal: predictor' |",
                "staged-mode | 'capacity: 0.5, experts: 2, causal: predictor' |",
                "integrated-mode | 'experts: 2' |",
                "integrated-mode | 'experts: 2' | ', precision: bf16'",
            })
    void a_resumed_run_ends_with_the_very_bytes_of_one_never_stopped(
            String kind, @Nullable String more, @Nullable String precision) throws IOException {
        ExperimentSpec spec = Specs.tiny(
                kind,
                more == null ? "" : more,
                "budget: {steps: 8}, learningRate: 0.01" + (precision == null ? "" : precision));
        Path text = Texts.file(folder, 2_000);

        Recorder unbroken = new Recorder();
        Training.run(spec, text, null, folder.resolve("unbroken"), unbroken);
        Recorder first = new Recorder().signal(5, Signal.STOP);
        TrainingResult stopped = Training.run(spec, text, null, folder.resolve("first"), first);
        Recorder second = new Recorder();
        TrainingResult finished = Training.run(spec, text, first.lastFile(), folder.resolve("second"), second);

        assertThat(stopped).isEqualTo(new TrainingResult.Stopped(5));
        assertThat(finished).isEqualTo(new TrainingResult.Finished(8));
        assertThat(second.steps()).containsExactly(6L, 7L, 8L);
        assertThat(second.metric("train_loss"))
                .isEqualTo(unbroken.metric("train_loss").subList(5, 8));
        assertThat(Recorder.arrays(second.lastFile())).isEqualTo(Recorder.arrays(unbroken.lastFile()));
        assertThat(second.last().tokens()).isEqualTo(unbroken.last().tokens());
        assertThat(second.last().flops()).isEqualTo(unbroken.last().flops()).isEqualTo(spec.flopsPlanned());
    }

    @Test
    void the_held_out_loss_is_reported_every_so_often_and_at_the_end() throws IOException {
        ExperimentSpec spec = Specs.tiny(
                "baseline", "", "budget: {steps: 7}, learningRate: 0.01, evaluateEvery: 3, evaluationTokens: 72");
        Recorder recorder = new Recorder();
        Training.run(spec, Texts.file(folder, 2_000), null, folder.resolve("run"), recorder);

        assertThat(recorder.reports().stream()
                        .filter(report -> report.metrics().containsKey("val_loss"))
                        .map(report -> report.step()))
                .containsExactly(3L, 6L, 7L);
        assertThat(recorder.last().metrics())
                .containsKeys("train_loss", "learning_rate", "gradient_norm", "tokens_per_second", "epochs")
                .doesNotContainKeys("predictor_loss", "auxiliary_loss", "predictor_accuracy");
    }

    @Test
    void a_checkpoint_is_taken_when_asked_for_and_whenever_the_interval_has_passed() throws IOException {
        ExperimentSpec spec = Specs.tiny("baseline", "");
        Path text = Texts.file(folder, 2_000);
        Recorder asked = new Recorder().signal(3, Signal.CHECKPOINT);
        Training.run(spec, text, null, folder.resolve("asked"), asked);
        Recorder timed = new Recorder();
        Training.run(spec, text, null, folder.resolve("timed"), timed, Duration.ZERO);

        assertThat(asked.checkpoints()).containsExactly(3L, 8L);
        assertThat(timed.checkpoints()).first().isEqualTo(0L);
        assertThat(timed.checkpoints()).last().isEqualTo(8L);
    }

    @Test
    void a_loss_that_is_no_number_ends_the_run_and_says_what_may_help() throws IOException {
        ExperimentSpec spec = Specs.tiny(
                "baseline",
                "",
                "budget: {steps: 200}, learningRate: 10, warmup: 0, beta1: 0, beta2: 0, gradientClip: 1e6, weightDecay: 10");
        Recorder recorder = new Recorder();
        TrainingResult result = Training.run(spec, Texts.file(folder, 2_000), null, folder.resolve("run"), recorder);

        assertThat(result).isInstanceOfSatisfying(TrainingResult.Diverged.class, diverged -> {
            assertThat(diverged.step()).isEqualTo(recorder.steps().size());
            assertThat(diverged.reason()).contains("not a finite number").contains("learning rate");
        });
    }

    @Test
    void a_corpus_that_is_too_short_is_refused_by_its_field() throws IOException {
        Path text = Texts.file(folder, 40);
        assertThatThrownBy(() ->
                        Training.run(Specs.tiny("baseline", ""), text, null, folder.resolve("run"), new Recorder()))
                .isInstanceOf(InvalidSpec.class)
                .hasMessageContaining("held out");
    }

    @Test
    void a_checkpoint_of_another_spec_is_refused() throws IOException {
        Path text = Texts.file(folder, 2_000);
        Recorder baseline = new Recorder().signal(1, Signal.STOP);
        Training.run(Specs.tiny("baseline", ""), text, null, folder.resolve("baseline"), baseline);

        assertThatThrownBy(() -> Training.run(
                        Specs.tiny("mod", ""), text, baseline.lastFile(), folder.resolve("mod"), new Recorder()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("belongs to another spec");
    }

    @Test
    void what_a_killed_process_left_half_written_is_removed() throws IOException {
        Path checkpoints = Files.createDirectories(folder.resolve("run"));
        Files.writeString(checkpoints.resolve("step-0000000003.safetensors.partial"), "half");
        Training.run(Specs.tiny("baseline", ""), Texts.file(folder, 2_000), null, checkpoints, new Recorder());

        assertThat(checkpoints).isDirectoryNotContaining("glob:**.partial");
    }
}
