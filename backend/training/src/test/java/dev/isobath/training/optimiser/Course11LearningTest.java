package dev.isobath.training.optimiser;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.training.Models;
import dev.isobath.training.Specs;
import dev.isobath.training.engine.Functions;
import dev.isobath.training.engine.NDArrays;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.engine.Randomness;
import dev.isobath.training.engine.Weight;
import dev.isobath.training.engine.WeightSet;
import dev.isobath.training.engine.Weights;
import dev.isobath.training.model.Batch;
import dev.isobath.training.model.Decoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Training steps: invariant 14, and that a step leaves no memory behind. */
public class Course11LearningTest {

    private final NDManager manager = NativeEngine.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    /** Invariant 14. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "baseline|",
                "moe|experts: 4",
                "moe|experts: 4, expertScheme: token-choice, topM: 2",
                "moe|experts: 4, expertScheme: token-choice, topM: 2, expertShares: renormalised",
                "mod|capacity: 0.5",
                "mod|capacity: 0.5, gate: mlp, routerActivation: sigmoid, causal: auxiliary",
                "mod|capacity: 0.5, causal: predictor, capacitySchedule: {from: 1.0, steps: 20}",
                "mod|capacity: 0.5, scheme: token-choice",
                "mod|capacity: 0.5, scheme: stochastic, routerActivation: sigmoid",
                "staged-mode|capacity: 0.5, experts: 2",
                "staged-mode|capacity: 0.5, experts: 2, scheme: token-choice, expertScheme: token-choice",
                "integrated-mode|experts: 4",
                "integrated-mode|experts: 4, expertScheme: token-choice",
            })
    void every_architecture_learns_one_small_batch_by_heart(String variant) {
        assertThat(lastLoss(byHeart(variant), NumberFormat.F32, manager)).isLessThan(0.02);
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline|", "mod|capacity: 0.5", "staged-mode|capacity: 0.5, experts: 2"})
    void in_bfloat16_too(String variant) {
        assertThat(lastLoss(byHeart(variant), NumberFormat.BF16, manager)).isLessThan(0.02);
    }

    private static ExperimentSpec byHeart(String variant) {
        String[] parts = variant.split("\\|", -1);
        return Specs.yaml("""
                name: by heart
                seed: 3
                architecture: {kind: %s, layers: 2, width: 32, heads: 2, %s}
                data: {corpus: generated, sequenceLength: 16}
                training: {batch: 2, budget: {steps: 300}, weightDecay: 0}
                """.formatted(parts[0], parts[1]));
    }

    /** Returns the loss after 300 steps with one small batch, or as soon as the batch is learned by heart. */
    public static double lastLoss(ExperimentSpec spec, NumberFormat format, NDManager manager) {
        Trainer trainer = new Trainer(spec, manager, format);
        Batch batch = Models.batch(spec);
        double last = trainer.step(batch, 1, 0.01).loss();
        assertThat(last).isBetween(5.3, 5.8);
        for (int step = 2; step <= 300 && last > 0.02; step++) {
            last = trainer.step(batch, step, 0.01).loss();
        }
        return last;
    }

    /** An array made from Java's numbers borrows their memory. Nothing may be computed from it once the memory is free. */
    @ParameterizedTest
    @MethodSource("dev.isobath.training.Models#variants")
    void steps_do_not_depend_on_when_java_collects_its_garbage(String variant) throws InterruptedException {
        ExperimentSpec spec = Models.variant(variant);
        Map<String, double[]> quiet = weightsAfterSteps(spec);
        AtomicBoolean enough = new AtomicBoolean();
        Thread collecting = Thread.ofPlatform().start(() -> {
            try (NDManager other = NativeEngine.newManager()) {
                while (!enough.get()) {
                    System.gc();
                    try (NDManager scope = other.newSubManager()) {
                        for (int i = 0; i < 200; i++) {
                            scope.full(new Shape(1 + i % 64), 1e9f);
                        }
                    }
                }
            }
        });
        Map<String, double[]> collected;
        try {
            collected = weightsAfterSteps(spec);
        } finally {
            enough.set(true);
            collecting.join();
        }

        quiet.forEach((name, values) -> assertThat(collected.get(name)).as(name).isEqualTo(values));
    }

    private Map<String, double[]> weightsAfterSteps(ExperimentSpec spec) {
        Trainer trainer = new Trainer(spec, manager, NumberFormat.F32);
        Batch batch = Models.batch(spec);
        for (int step = 1; step <= 5; step++) {
            trainer.step(batch, step, 0.01);
        }
        Map<String, double[]> weights = new HashMap<>();
        for (Weight weight : trainer.decoder().weights().list()) {
            weights.put(weight.name(), NDArrays.values(weight.array()));
        }
        return weights;
    }

    @ParameterizedTest
    @MethodSource("dev.isobath.training.Models#variants")
    void a_step_leaves_no_array_behind(String variant) {
        ExperimentSpec spec = Models.variant(variant);
        Trainer trainer = new Trainer(spec, manager, NumberFormat.BF16);
        Batch batch = Models.batch(spec);
        List<Integer> arrays = new ArrayList<>();
        for (int step = 1; step <= 4; step++) {
            trainer.step(batch, step, 0.01);
            trainer.evaluate(batch, Pass.Purpose.EVALUATE);
            arrays.add(manager.getManagedArrays().size()
                    + manager.getParentManager().getManagedArrays().size());
        }

        assertThat(arrays.getLast()).isEqualTo(arrays.getFirst());
    }

    /** The arrays that forward keeps for backward are on the native side, where no manager counts them: 40 MB a step here. */
    @ParameterizedTest
    @EnumSource(
            value = Pass.Purpose.class,
            names = {"TRAIN", "EVALUATE"})
    void a_step_leaves_no_memory_behind(Pass.Purpose purpose) throws IOException {
        ExperimentSpec spec = Specs.yaml("""
                name: memory
                architecture: {kind: staged-mode, layers: 4, width: 32, heads: 2, experts: 2, capacity: 0.75}
                data: {corpus: generated, sequenceLength: 256}
                training: {batch: 8, budget: {steps: 1}}
                """);
        Trainer trainer = new Trainer(spec, manager, NumberFormat.F32);
        Batch batch = Models.batch(spec);
        long before = 0;
        for (int step = 1; step <= 30; step++) {
            if (purpose == Pass.Purpose.TRAIN) {
                trainer.step(batch, step, 0.01);
            } else {
                trainer.evaluate(batch, purpose);
            }
            if (step == 10) {
                before = residentBytes();
            }
        }

        assertThat(residentBytes() - before).isLessThan(100L << 20);
    }

    /**
     * Lists on the native side hold on to their arrays, whether the arrays are closed or not: 13 MB of moments for each optimiser
     * here.
     */
    @Test
    void an_optimiser_that_ends_leaves_no_memory_behind() throws IOException {
        ExperimentSpec spec = Specs.yaml("""
                name: memory
                architecture: {kind: baseline, layers: 2, width: 256, heads: 4}
                data: {corpus: generated, sequenceLength: 16}
                training: {batch: 1, budget: {steps: 1}}
                """);
        Functions functions = new Functions(manager, NumberFormat.F32);
        Weights weights = new Decoder(spec, manager, functions).weights();
        long before = 0;
        for (int i = 1; i <= 40; i++) {
            try (NDManager own = manager.newSubManager()) {
                AdamW optimiser = new AdamW(weights, functions, spec.training(), own);
                assertThat(optimiser.moments().size()).isEqualTo(weights.list().size());
            }
            if (i == 10) {
                before = residentBytes();
            }
        }

        assertThat(residentBytes() - before).isLessThan(100L << 20);
    }

    @Test
    void the_lists_of_a_models_weights_end_with_the_model() {
        NDManager own = NativeEngine.newManager();
        Weights weights = new Weights(own, new Functions(own, NumberFormat.F32), new Randomness(1));
        WeightSet set = WeightSet.of(weights.constant("gain", Weight.Group.MODEL, 1, 8));
        assertThat(set.values().value().isReleased()).isFalse();
        own.close();

        assertThat(set.values().value().isReleased()).isTrue();
        assertThat(set.gradients().value().isReleased()).isTrue();
    }

    private static long residentBytes() throws IOException {
        String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ", -1);
        return Long.parseLong(pages[1]) * 4096;
    }

    @Test
    void a_step_that_is_not_finite_changes_nothing() {
        ExperimentSpec spec = Models.variant("mod|capacity: 0.5");
        Trainer trainer = new Trainer(spec, manager, NumberFormat.F32);
        trainer.decoder().weights().array("output").set(new float[8 * 256]);
        trainer.decoder().weights().array("output").muli(Float.NaN);
        double[] before = NDArrays.values(trainer.decoder().weights().array("embedding"));

        assertThat(trainer.step(Models.batch(spec), 1, 0.01).isFinite()).isFalse();
        assertThat(NDArrays.values(trainer.decoder().weights().array("embedding")))
                .isEqualTo(before);
        assertThat(trainer.optimiser().moments())
                .allSatisfy(
                        moments -> assertThat(NDArrays.values(moments.first())).containsOnly(0));
    }
}
