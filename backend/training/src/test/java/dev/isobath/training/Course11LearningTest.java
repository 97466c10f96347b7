package dev.isobath.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Steps of training: invariant 14, and that a step leaves nothing behind in memory. */
class Course11LearningTest {

    static final String[] VARIANTS = Models.VARIANTS;

    private final NDManager manager = NativeEngine.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "baseline |",
                "moe | experts: 4",
                "mod | capacity: 0.5",
                "mod | 'capacity: 0.5, gate: mlp, routerActivation: sigmoid, causal: auxiliary'",
                "staged-mode | 'capacity: 0.5, experts: 2'",
                "integrated-mode | experts: 4",
            })
    void every_architecture_learns_one_small_batch_by_heart(String kind, String more) {
        assertThat(lastLoss(byHeart(kind, more == null ? "" : more), new ArrayOps()))
                .isLessThan(0.02);
    }

    private static ExperimentSpec byHeart(String kind, String more) {
        return Specs.yaml("""
                name: by heart
                seed: 3
                architecture: {kind: %s, layers: 2, width: 32, heads: 2, %s}
                data: {corpus: generated, sequenceLength: 16}
                training: {batch: 2, budget: {steps: 1}, weightDecay: 0}
                """.formatted(kind, more));
    }

    private double lastLoss(ExperimentSpec spec, Ops ops) {
        Trainer trainer = new Trainer(spec, manager, DataType.FLOAT32, ops);
        Batch batch = Models.batch(spec);
        double last = trainer.step(batch, 1, 0.01).loss();
        assertThat(last).isBetween(5.3, 5.8);
        for (int step = 2; step <= 300 && last > 0.02; step++) {
            last = trainer.step(batch, step, 0.01).loss();
        }
        return last;
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void the_operations_of_real_runs_learn_it_too(Precision precision) {
        ExperimentSpec spec = byHeart("staged-mode", "capacity: 0.5, experts: 2");

        assertThat(lastLoss(spec, new ScriptOps(manager, precision))).isLessThan(0.02);
    }

    /** An array made from Java's numbers borrows their memory; a gradient must never be computed from it once it is free. */
    @ParameterizedTest
    @FieldSource("VARIANTS")
    void a_gradient_does_not_depend_on_when_java_collects_its_garbage(String variant) {
        ExperimentSpec spec = Models.variant(variant);
        Decoder decoder = Models.strong(spec, manager, DataType.FLOAT32, new ArrayOps());
        Batch batch = Models.batch(spec);
        Map<String, double[]> quiet = Models.gradients(decoder, () -> loss(decoder, batch));
        Map<String, double[]> collected = Models.gradients(decoder, () -> {
            NDArray loss = loss(decoder, batch);
            System.gc();
            for (int i = 0; i < 2_000; i++) {
                manager.full(new Shape(1 + i % 16), 1e9f);
            }
            return loss;
        });

        quiet.forEach(
                (name, gradient) -> assertThat(collected.get(name)).as(name).isEqualTo(gradient));
    }

    private NDArray loss(Decoder decoder, Batch batch) {
        return decoder.loss(batch, decoder.pass(manager, new FlopCounter(), batch.count()));
    }

    @ParameterizedTest
    @FieldSource("VARIANTS")
    void a_step_leaves_no_array_behind(String variant) {
        ExperimentSpec spec = Models.variant(variant);
        Trainer trainer = new Trainer(spec, manager, DataType.FLOAT32, new ScriptOps(manager, Precision.BF16));
        Batch batch = Models.batch(spec);
        List<Integer> arrays = new ArrayList<>();
        for (int step = 1; step <= 4; step++) {
            trainer.step(batch, step, 0.01);
            trainer.evaluate(batch);
            arrays.add(manager.getManagedArrays().size()
                    + manager.getParentManager().getManagedArrays().size());
        }

        assertThat(arrays.getLast()).isEqualTo(arrays.getFirst());
    }
}
