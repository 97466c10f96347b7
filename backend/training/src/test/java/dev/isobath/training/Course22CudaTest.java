package dev.isobath.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.training.TrainingListener.Signal;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.model.Batch;
import dev.isobath.training.optimiser.Course11LearningTest;
import dev.isobath.training.sampling.Inference;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same models on a GPU, where there is one and the build is one with {@code -Pcuda}. The reference is what the processor
 * computes in float64.
 */
@EnabledIf("dev.isobath.training.engine.NativeEngine#hasCuda")
class Course22CudaTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("dev.isobath.training.Models#variants")
    void every_gradient_is_that_of_the_processor(String variant) {
        compare(variant, NumberFormat.F64, 1e-9);
    }

    /** The fused kernels have no float64. */
    @ParameterizedTest
    @MethodSource("dev.isobath.training.Models#variants")
    void in_float32_too(String variant) {
        compare(variant, NumberFormat.F32, 1e-3);
    }

    /** Compares only a kind that chooses nothing, because a choice may change with the eighth bit. */
    @Test
    void in_bfloat16_it_is_no_further_from_the_truth_than_the_processor() {
        ExperimentSpec spec = spec("baseline|", "budget: {steps: 8}");
        ExperimentSpec there = spec("baseline|", "device: cuda, budget: {steps: 8}");
        try (NDManager processor = NativeEngine.newManager();
                NDManager gpu = NativeEngine.newManager(there.training())) {
            Batch batch = Models.batch(spec);
            Models.Learned truth = Models.learn(Models.strong(spec, processor, NumberFormat.F64), batch, processor);
            Models.Learned here = Models.learn(Models.strong(spec, processor, NumberFormat.BF16), batch, processor);
            Models.Learned far = Models.learn(Models.strong(there, gpu, NumberFormat.BF16), batch, gpu);
            truth.gradients()
                    .forEach((name, gradient) -> assertThat(Beside.difference(far.gradient(name), gradient))
                            .as(name)
                            .isLessThan(2 * Beside.difference(here.gradient(name), gradient)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "baseline|",
                "moe|experts: 4",
                "mod|capacity: 0.5, causal: auxiliary",
                "mod|capacity: 0.5, causal: predictor",
                "mod|capacity: 0.5, scheme: token-choice",
                "staged-mode|capacity: 0.5, experts: 2",
                "integrated-mode|experts: 4",
            })
    void every_architecture_learns_one_small_batch_by_heart_in_bfloat16(String variant) {
        ExperimentSpec spec = spec(variant, "device: cuda, precision: bf16, budget: {steps: 300}, weightDecay: 0");
        try (NDManager manager = NativeEngine.newManager(spec.training())) {
            assertThat(Course11LearningTest.lastLoss(spec, NumberFormat.BF16, manager))
                    .isLessThan(0.02);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"f32", "bf16"})
    void a_run_goes_on_from_its_checkpoint_and_the_processor_reads_it(String precision) throws IOException {
        ExperimentSpec spec = spec(
                "mod|capacity: 0.5, causal: predictor",
                "device: cuda, precision: " + precision + ", budget: {steps: 8}, learningRate: 0.01");
        Path text = Texts.file(folder, 2_000);
        Recorder first = new Recorder().signal(5, Signal.STOP);
        Training.run(spec, text, null, folder.resolve("first"), first);
        Recorder second = new Recorder();
        TrainingResult finished = Training.run(spec, text, first.lastFile(), folder.resolve("second"), second);

        assertThat(finished).isEqualTo(new TrainingResult.Finished(8));
        assertThat(second.steps()).containsExactly(6L, 7L, 8L);
        assertThat(second.last().metrics().get("val_loss")).isBetween(0.1, 6.0);
        try (Inference inference = Inference.open(second.lastFile())) {
            assertThat(inference.step()).isEqualTo(8);
        }
    }

    /** Compares the loss and every gradient of the first batch. */
    private static void compare(String variant, NumberFormat format, double tolerance) {
        ExperimentSpec spec = spec(variant, "budget: {steps: 8}");
        ExperimentSpec there = spec(variant, "device: cuda, budget: {steps: 8}");
        try (NDManager processor = NativeEngine.newManager();
                NDManager gpu = NativeEngine.newManager(there.training())) {
            Batch batch = Models.batch(spec);
            Models.Learned expected = Models.learn(Models.strong(spec, processor, NumberFormat.F64), batch, processor);
            Models.Learned actual = Models.learn(Models.strong(there, gpu, format), batch, gpu);
            assertThat(actual.loss()).isCloseTo(expected.loss(), within(tolerance * expected.loss()));
            double most = expected.gradients().values().stream()
                    .mapToDouble(Beside::norm)
                    .max()
                    .orElseThrow();
            expected.gradients()
                    .forEach((name, gradient) -> assertThat(Beside.difference(actual.gradient(name), gradient))
                            .as(name)
                            .isLessThan(tolerance * Math.max(Beside.norm(gradient), most / 100)));
        }
    }

    /** Returns a spec with heads of width 16, which the fused kernels take. */
    private static ExperimentSpec spec(String variant, String training) {
        String[] parts = variant.split("\\|", -1);
        return Specs.yaml("""
                name: on a GPU
                seed: 3
                architecture: {kind: %s, layers: 2, width: 32, heads: 2, %s}
                data: {corpus: generated, sequenceLength: 16}
                training: {batch: 2, %s}
                """.formatted(parts[0], parts[1], training));
    }
}
