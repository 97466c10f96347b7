package dev.isobath.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.InvalidSpec;
import dev.isobath.spec.Violation;
import dev.isobath.spec.protocol.StepReport;
import dev.isobath.training.optimiser.LearningRateSchedule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that begin with the checkpoint of another experiment. */
class Course21StartTest {

    /** The learning rate stays the same, whatever the number of steps. */
    private static final String CONSTANT = "learningRate: 0.01, warmup: 0, finalLearningRate: 1";

    /** Metrics of the clock and of the process, which no two runs have in common. */
    private static final List<String> OF_THE_MACHINE =
            List.of("second", "matmul", "memory", "flops_per_second", "tokens_per_second");

    @TempDir
    Path folder;

    private Path text;

    @BeforeEach
    void write() throws IOException {
        text = Texts.file(folder, 3_000);
    }

    private static String start(long step, String state) {
        return ", startFrom: {experiment: 0198f3b2-5c1e-4d0a-9f2b-7a6c5d4e3f21, step: %d, state: %s}"
                .formatted(step, state);
    }

    private static ExperimentSpec spec(String kind, @Nullable String more, long steps, String training) {
        return Specs.tiny(
                kind,
                more == null ? "" : more,
                "budget: {steps: %d}, evaluateEvery: 10, evaluationTokens: 72, %s".formatted(steps, training));
    }

    private Recorder run(ExperimentSpec spec, @Nullable Path from, String name) throws IOException {
        return run(spec, from, name, new Recorder());
    }

    private Recorder run(ExperimentSpec spec, @Nullable Path from, String name, Recorder recorder) throws IOException {
        Training.run(spec, text, from, folder.resolve(name), recorder);
        return recorder;
    }

    /** Returns all that is measured and does not depend on the machine, by step. */
    private static Map<Long, Map<String, Double>> curve(List<StepReport> reports) {
        Map<Long, Map<String, Double>> curve = new TreeMap<>();
        for (StepReport report : reports) {
            Map<String, Double> metrics = new TreeMap<>(report.metrics());
            metrics.keySet().removeIf(name -> OF_THE_MACHINE.stream().anyMatch(name::contains));
            metrics.put("tokens", report.tokens());
            metrics.put("flops", report.flops());
            curve.put(report.step(), metrics);
        }
        return curve;
    }

    private static List<StepReport> after(long step, Recorder recorder) {
        return recorder.reports().stream()
                .filter(report -> report.step() > step)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            baseline        |
            moe             | experts: 3
            mod             | capacity: 0.5, causal: predictor
            mod             | capacity: 0.5, scheme: stochastic, capacitySchedule: {from: 1.0, steps: 20}
            staged-mode     | capacity: 0.5, experts: 2, expertScheme: token-choice, causal: auxiliary
            integrated-mode | experts: 2, noOps: 1
            """)
    void thirty_steps_and_thirty_more_are_sixty_steps_bit_for_bit_while_the_learning_rate_is_constant(
            String kind, @Nullable String more) throws IOException {
        Recorder whole = run(spec(kind, more, 60, CONSTANT), null, "whole");
        Recorder first = run(spec(kind, more, 30, CONSTANT), null, "first");
        ExperimentSpec rest = spec(kind, more, 60, CONSTANT + start(30, "all"));
        Recorder second = run(rest, first.lastFile(), "second");

        assertThat(second.steps())
                .isEqualTo(LongStream.rangeClosed(31, 60).boxed().toList());
        assertThat(curve(second.reports())).isEqualTo(curve(after(30, whole)));
        assertThat(Recorder.arrays(second.lastFile())).isEqualTo(Recorder.arrays(whole.lastFile()));
        assertThat(second.last().seconds())
                .as("the time axis goes on from that of the first run")
                .isGreaterThan(first.last().seconds());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            baseline | | constant then cool-down
            mod      | capacity: 0.5, scheme: threshold | with thresholds that move in training
            """)
    void a_longer_run_goes_on_from_where_the_shorter_one_begins_its_cool_down(
            String kind, @Nullable String more, String what) throws IOException {
        String wsd = "learningRate: 0.01, warmup: 0, schedule: wsd, cooldown: 0.25";
        Recorder shorter = run(spec(kind, more, 40, wsd), null, "shorter");
        assertThat(shorter.checkpoints()).as(what).containsExactly(30L, 40L);
        Recorder whole = run(spec(kind, more, 80, wsd), null, "whole");
        assertThat(whole.checkpoints()).containsExactly(60L, 80L);

        Recorder longer = run(spec(kind, more, 80, wsd + start(30, "all")), shorter.file(30), "longer");
        assertThat(curve(longer.reports())).isEqualTo(curve(after(30, whole)));
        assertThat(Recorder.arrays(longer.lastFile())).isEqualTo(Recorder.arrays(whole.lastFile()));
        assertThat(longer.checkpoints())
                .as("the next longer run goes on from here")
                .containsExactly(60L, 80L);
    }

    @Test
    void an_attempt_that_began_with_the_checkpoint_of_another_run_is_resumed_from_its_own() throws IOException {
        Recorder whole = run(spec("moe", "experts: 3", 60, CONSTANT), null, "whole");
        Recorder first = run(spec("moe", "experts: 3", 30, CONSTANT), null, "first");
        ExperimentSpec rest = spec("moe", "experts: 3", 60, CONSTANT + start(30, "all"));
        Recorder stopped =
                run(rest, first.lastFile(), "stopped", new Recorder().signal(12, TrainingListener.Signal.STOP));
        Recorder resumed = run(rest, stopped.lastFile(), "resumed");

        assertThat(stopped.steps().getLast()).isEqualTo(42);
        assertThat(resumed.steps().getFirst()).isEqualTo(43);
        assertThat(curve(resumed.reports())).isEqualTo(curve(after(42, whole)));
        assertThat(Recorder.arrays(resumed.lastFile())).isEqualTo(Recorder.arrays(whole.lastFile()));
    }

    @Test
    void with_a_cosine_the_learning_rate_of_a_step_is_that_of_a_run_with_all_the_steps() throws IOException {
        String cosine = "learningRate: 0.01";
        Recorder first = run(spec("baseline", "", 30, cosine), null, "first");
        ExperimentSpec rest = spec("baseline", "", 60, cosine + start(30, "all"));
        Recorder second = run(rest, first.lastFile(), "second");

        LearningRateSchedule schedule = LearningRateSchedule.of(rest.training(), 60);
        assertThat(second.metric("learning_rate"))
                .isEqualTo(
                        LongStream.rangeClosed(31, 60).mapToObj(schedule::rate).toList());
        assertThat(second.metric("learning_rate").getFirst())
                .as("the first run had come down to a tenth of the peak")
                .isGreaterThan(first.last().metrics().get("learning_rate"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            baseline    |
            moe         | experts: 3
            staged-mode | capacity: 0.5, experts: 2, causal: predictor
            """)
    void a_run_that_takes_the_weights_alone_begins_with_their_held_out_loss_at_step_1(
            String kind, @Nullable String more) throws IOException {
        Recorder source = run(spec(kind, more, 30, CONSTANT), null, "source");
        // So small a rate moves no weight that counts.
        ExperimentSpec anew = Specs.yaml("""
                name: anew
                seed: 8
                architecture: {kind: %s, layers: 2, width: 8, heads: 2, feedForward: 16%s}
                data: {corpus: generated, sequenceLength: 12}
                training: {batch: 2, budget: {steps: 2}, learningRate: 1e-30, evaluateEvery: 1, evaluationTokens: 72%s}
                """.formatted(kind, more == null ? "" : ", " + more, start(30, "weights")));
        Recorder recorder = run(anew, source.lastFile(), "anew");

        assertThat(recorder.steps()).containsExactly(1L, 2L);
        assertThat(recorder.reports().getFirst().metrics().get("val_loss"))
                .isEqualTo(source.last().metrics().get("val_loss"));
        assertThat(recorder.reports().getFirst().tokens())
                .as("tokens, FLOPs and moments begin anew")
                .isEqualTo(2 * 12);
    }

    @Test
    void a_checkpoint_that_does_not_fit_is_refused_by_the_field() throws IOException {
        Recorder source = run(spec("moe", "experts: 3", 30, CONSTANT), null, "source");

        ExperimentSpec other = spec("moe", "experts: 2", 60, CONSTANT + start(30, "weights"));
        assertThat(catchThrowableOfType(InvalidSpec.class, () -> run(other, source.lastFile(), "other"))
                        .violations())
                .extracting(Violation::pointer)
                .containsExactly("/architecture/experts");
        ExperimentSpec step = spec("moe", "experts: 3", 60, CONSTANT + start(20, "all"));
        assertThatThrownBy(() -> run(step, source.lastFile(), "step"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("belongs to another spec");
        ExperimentSpec alone = spec("moe", "experts: 3", 60, CONSTANT + start(30, "all"));
        assertThatThrownBy(() -> run(alone, null, "alone"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("starts from a checkpoint of another experiment, and this worker was given none");
    }
}
