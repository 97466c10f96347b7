package dev.isobath.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.isobath.spec.ExperimentSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        ExperimentSpec spec = Specs.yaml("""
                name: by heart
                seed: 3
                architecture: {kind: %s, layers: 2, width: 32, heads: 2, %s}
                data: {corpus: generated, sequenceLength: 16}
                training: {batch: 2, budget: {steps: 1}, weightDecay: 0}
                """.formatted(kind, more == null ? "" : more));
        Trainer trainer = new Trainer(spec, manager, DataType.FLOAT32, new ArrayOps());
        Batch batch = Models.batch(spec);
        double first = trainer.step(batch, 1, 0.01).loss();
        double last = first;
        for (int step = 2; step <= 300 && last > 0.02; step++) {
            last = trainer.step(batch, step, 0.01).loss();
        }

        assertThat(first).isBetween(5.3, 5.8);
        assertThat(last).isLessThan(0.02);
    }

    @ParameterizedTest
    @FieldSource("VARIANTS")
    void a_step_leaves_no_array_behind(String variant) {
        ExperimentSpec spec = Models.variant(variant);
        Trainer trainer = new Trainer(spec, manager, DataType.FLOAT32, new ArrayOps());
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
