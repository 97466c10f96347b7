package dev.isobath.training.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.metrics.Metric;
import dev.isobath.training.Models;
import dev.isobath.training.Recorder;
import dev.isobath.training.Specs;
import dev.isobath.training.Texts;
import dev.isobath.training.Training;
import dev.isobath.training.TrainingListener;
import dev.isobath.training.engine.NDArrays;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.model.Batch;
import dev.isobath.training.optimiser.Evaluation;
import dev.isobath.training.optimiser.StepResult;
import dev.isobath.training.optimiser.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks that take the tokens above a threshold, in training as in sampling. */
class Course18ThresholdRoutingTest {

    private static final int K = 6;

    @TempDir
    Path folder;

    private final NDManager manager = NativeEngine.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private static ExperimentSpec spec() {
        return Specs.tiny("mod", "capacity: 0.5, routedLayers: [1], scheme: threshold");
    }

    private static double threshold(Trainer trainer) {
        return NDArrays.scalar(
                Objects.requireNonNull(trainer.decoder().weights().buffers().get("blocks.1.router.threshold")));
    }

    private static double kth(double[] outputs, int k) {
        return Arrays.stream(outputs).sorted().toArray()[outputs.length - k];
    }

    @Test
    void the_smallest_of_the_best_is_the_one_that_sorting_finds() {
        double[] weights = {0.5, -0.25, -3, 7, 0.5, -0.0, 0};

        assertThat(IntStream.rangeClosed(1, 7).mapToDouble(k -> TopK.smallest(weights, k)))
                .containsExactly(7.0, 0.5, 0.5, 0.0, 0.0, -0.25, -3.0);
    }

    /** The first step chooses by its own batch; the later ones by an average of the steps before them. */
    @Test
    void the_threshold_is_an_average_of_the_kth_largest_outputs_of_the_batches() {
        ExperimentSpec spec = spec();
        Trainer trainer = new Trainer(spec, manager, NumberFormat.F64);
        Models.strengthen(trainer.decoder(), manager);
        Batch batch = Models.batch(spec);
        double average = 0;
        for (int step = 1; step <= 5; step++) {
            RouterTrace trace = trainer.step(batch, step, 0.02).routers().getFirst();
            double kth = kth(trace.outputs(), batch.count() * K);
            double used = step == 1 ? kth : average;
            average = step == 1 ? kth : 0.95 * average + 0.05 * kth;

            assertThat(trace.threshold()).isCloseTo(used, within(1e-12));
            assertThat(threshold(trainer)).isCloseTo(average, within(1e-12));
            assertThat(trace.selection().taken())
                    .isEqualTo(IntStream.range(0, batch.count() * batch.length())
                            .filter(token -> trace.outputs()[token] > trace.threshold())
                            .toArray());
        }
    }

    /** A sequence may take more tokens than its capacity, and another one none. */
    @Test
    void only_the_threshold_decides_how_many_tokens_a_sequence_takes() {
        ExperimentSpec spec = spec();
        Trainer trainer = new Trainer(spec, manager, NumberFormat.F64);
        Models.strengthen(trainer.decoder(), manager);
        Batch batch = Models.batch(spec);
        Arrays.fill(batch.inputs(), 0, 12, batch.inputs()[0]);
        StepResult result = trainer.step(batch, 1, 0.01);
        Selection selection = result.routers().getFirst().selection();
        int[] counts = selection.validTokens().counts();

        assertThat(Arrays.stream(counts).sum()).isLessThanOrEqualTo(3 * K - 1);
        assertThat(Arrays.stream(counts).max().orElseThrow()).isEqualTo(selection.slots());
        assertThat(counts).doesNotContain(K, K, K);
    }

    @Test
    void a_block_without_any_token_changes_nothing_and_trains_on() {
        ExperimentSpec spec = spec();
        Trainer trainer = new Trainer(spec, manager, NumberFormat.F64);
        Models.strengthen(trainer.decoder(), manager);
        Batch batch = Models.batch(spec);
        trainer.step(batch, 1, 0.01);
        trainer.decoder().weights().buffers().values().forEach(threshold -> threshold.addi(1e9));
        StepResult starved = trainer.step(batch, 2, 0.01);

        assertThat(starved.isFinite()).isTrue();
        assertThat(starved.routers().getFirst().selection().taken()).isEmpty();
        assertThat(NDArrays.values(trainer.decoder()
                        .weights()
                        .get("blocks.1.attention.output")
                        .gradient()))
                .containsOnly(0);
    }

    @Test
    void a_step_that_is_not_finite_leaves_the_threshold() {
        ExperimentSpec spec = spec();
        Trainer trainer = new Trainer(spec, manager, NumberFormat.F32);
        trainer.step(Models.batch(spec), 1, 0.01);
        double before = threshold(trainer);
        trainer.decoder().weights().array("output").muli(Float.NaN);

        assertThat(trainer.step(Models.batch(spec), 2, 0.01).isFinite()).isFalse();
        assertThat(threshold(trainer)).isEqualTo(before).isNotZero();
    }

    /** The held-out losses of both kinds of routing are one number, computed twice. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mod|capacity: 0.5, routeEvery: 1, scheme: threshold",
                "mod|capacity: 1, scheme: threshold",
                "staged-mode|capacity: 0.5, scheme: threshold, experts: 3, expertScheme: token-choice",
            })
    void sampling_routes_as_training_does(String variant) {
        ExperimentSpec spec = Models.variant(variant);
        Trainer trainer = new Trainer(spec, manager, NumberFormat.F32);
        Models.strengthen(trainer.decoder(), manager);
        Batch batch = Models.batch(spec);
        for (int step = 1; step <= 3; step++) {
            trainer.step(batch, step, 0.01);
        }
        Evaluation trained = trainer.evaluate(batch, Pass.Purpose.EVALUATE);
        Evaluation causal = trainer.evaluate(batch, Pass.Purpose.EVALUATE_CAUSALLY);

        assertThat(CausalRouting.of(spec.architecture())).isEqualTo(CausalRouting.AS_TRAINED);
        assertThat(causal.loss()).isEqualTo(trained.loss());
        assertThat(causal.routers().getFirst().selection().taken())
                .isEqualTo(trained.routers().getFirst().selection().taken());
    }

    /** A long run keeps its share near the capacity, reports what starvation is seen by, and resumes bit by bit. */
    @Test
    void a_run_keeps_to_its_capacity_and_goes_on_from_a_checkpoint_as_if_it_had_never_stopped() throws IOException {
        ExperimentSpec spec = Specs.yaml("""
                name: threshold
                seed: 7
                architecture: {kind: mod, layers: 2, width: 32, heads: 2, capacity: 0.25, scheme: threshold}
                data: {corpus: generated, sequenceLength: 32}
                training: {batch: 6, accumulate: 3, budget: {steps: 200}, evaluateEvery: 20, evaluationTokens: 72}
                """);
        Path text = Texts.file(folder, 3_000);
        Recorder unbroken = new Recorder();
        Training.run(spec, text, null, folder.resolve("unbroken"), unbroken);
        Recorder first = new Recorder().signal(75, TrainingListener.Signal.STOP);
        Training.run(spec, text, null, folder.resolve("first"), first);
        Recorder second = new Recorder();
        Training.run(spec, text, first.lastFile(), folder.resolve("second"), second);

        assertThat(Recorder.arrays(second.lastFile())).isEqualTo(Recorder.arrays(unbroken.lastFile()));
        double share = unbroken.reports().stream()
                .skip(100)
                .map(report -> report.metrics().get(Metric.ROUTED_SHARE.at(1)))
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
        assertThat(share).isBetween(0.1, 0.5);
        assertThat(unbroken.last().metrics())
                .containsKeys(Metric.ROUTER_THRESHOLD.at(1), Metric.FLOPS_RATIO.text(), Metric.VAL_LOSS.text())
                .containsEntry(
                        Metric.VAL_LOSS_CAUSAL.text(), unbroken.last().metrics().get(Metric.VAL_LOSS.text()));
    }
}
