package dev.isobath.training.optimiser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.training.Beside;
import dev.isobath.training.Models;
import dev.isobath.training.Specs;
import dev.isobath.training.engine.NDArrays;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.engine.Weight;
import dev.isobath.training.model.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps whose batch is computed in micro-batches. */
class Course11AccumulationTest {

    private static final int BATCH = 6;

    private final NDManager manager = NativeEngine.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private static ExperimentSpec spec(String variant, int microBatches) {
        String[] parts = variant.split("\\|", -1);
        return Specs.yaml("""
                name: accumulate
                seed: 7
                architecture: {kind: %s, layers: 2, width: 8, heads: 2, feedForward: 16%s}
                data: {corpus: generated, sequenceLength: 12}
                training: {batch: %d, accumulate: %d, budget: {steps: 8}, gradientClip: 1e6}
                """.formatted(parts[0], parts[1].isEmpty() ? "" : ", " + parts[1], BATCH, microBatches));
    }

    private Trainer strong(ExperimentSpec spec) {
        Trainer trainer = new Trainer(spec, manager, NumberFormat.F64);
        Models.strengthen(trainer.decoder(), manager);
        // In the first step, before there is a threshold, each micro-batch has its own.
        trainer.decoder().weights().buffers().forEach((name, buffer) -> {
            if (name.endsWith(".router.threshold")) {
                buffer.addi(0.3);
            }
        });
        return trainer;
    }

    /** Balancing losses are products of two means over the micro-batch, so models with them are not among these. */
    private static boolean separable(String variant) {
        return !variant.contains("token-choice");
    }

    static List<String> separable() {
        return Models.variants().filter(Course11AccumulationTest::separable).toList();
    }

    @ParameterizedTest
    @MethodSource("separable")
    void micro_batches_have_the_gradients_of_the_whole_batch(String variant) {
        Batch batch = Models.batch(spec(variant, 1));
        for (int microBatches : new int[] {2, 3, 6}) {
            Trainer whole = strong(spec(variant, 1));
            Trainer divided = strong(spec(variant, microBatches));
            for (int step = 1; step <= 3; step++) {
                StepResult one = whole.step(batch, step, 0.01);
                StepResult other = divided.step(batch, step, 0.01);

                assertThat(other.loss()).isCloseTo(one.loss(), within(1e-12));
                // With thresholds there are as many padding slots as the longest selection of a micro-batch needs.
                if (!variant.contains("threshold")) {
                    assertThat(divided.flops().byModule())
                            .isEqualTo(whole.flops().byModule());
                }
                for (int i = 0; i < whole.decoder().weights().list().size(); i++) {
                    Weight weight = whole.decoder().weights().list().get(i);
                    assertThat(Beside.distance(
                                    NDArrays.values(divided.decoder()
                                            .weights()
                                            .list()
                                            .get(i)
                                            .gradient()),
                                    NDArrays.values(weight.gradient())))
                            .as("%s in %d micro-batches, step %d", weight.name(), microBatches, step)
                            .isLessThan(1e-9);
                }
            }
            Map<String, NDArray> buffers = divided.decoder().weights().buffers();
            whole.decoder()
                    .weights()
                    .buffers()
                    .forEach((name, buffer) -> assertThat(Beside.furthest(
                                    NDArrays.values(Objects.requireNonNull(buffers.get(name))),
                                    NDArrays.values(buffer)))
                            .as(name)
                            .isLessThan(1e-12));
        }
    }

    /** With balancing losses too, a step has the mean of what its micro-batches have alone. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "moe|experts: 3, expertScheme: token-choice, capacityFactor: 0.8, expertBalanceWeight: 0.2",
                "mod|capacity: 0.4, routeEvery: 1, scheme: token-choice, balanceWeight: 0.2"
            })
    void a_step_has_the_mean_of_the_gradients_of_its_micro_batches(String variant) {
        ExperimentSpec spec = spec(variant, 3);
        Batch batch = Models.batch(spec);
        Trainer divided = strong(spec);
        StepResult result = divided.step(batch, 1, 0.01);
        List<List<double[]>> alone = new ArrayList<>();
        for (int first = 0; first < BATCH; first += 2) {
            Trainer part = strong(spec(variant, 1));
            part.step(batch.part(first, 2), 1, 0.01);
            alone.add(part.decoder().weights().list().stream()
                    .map(weight -> NDArrays.values(weight.gradient()))
                    .toList());
        }

        List<Weight> weights = divided.decoder().weights().list();
        for (int i = 0; i < weights.size(); i++) {
            double[] mean = new double[alone.getFirst().get(i).length];
            for (List<double[]> gradients : alone) {
                for (int j = 0; j < mean.length; j++) {
                    mean[j] += gradients.get(i)[j] / 3;
                }
            }
            assertThat(Beside.distance(NDArrays.values(weights.get(i).gradient()), mean))
                    .as(weights.get(i).name())
                    .isLessThan(1e-12);
        }
        assertThat(result.traces()).hasSize(3);
    }

    @Test
    void a_step_in_micro_batches_that_is_not_finite_changes_nothing() {
        ExperimentSpec spec = spec("mod|capacity: 0.5", 3);
        Trainer trainer = strong(spec);
        trainer.decoder().weights().array("output").muli(Double.NaN);
        double[] before = NDArrays.values(trainer.decoder().weights().array("embedding"));

        assertThat(trainer.step(Models.batch(spec), 1, 0.01).isFinite()).isFalse();
        assertThat(NDArrays.values(trainer.decoder().weights().array("embedding")))
                .isEqualTo(before);
    }

    @Test
    void micro_batches_leave_no_array_behind() {
        ExperimentSpec spec = spec("staged-mode|capacity: 0.5, experts: 2", 3);
        Trainer trainer = strong(spec);
        List<Integer> arrays = new ArrayList<>();
        for (int step = 1; step <= 3; step++) {
            trainer.step(Models.batch(spec), step, 0.01);
            arrays.add(manager.getManagedArrays().size()
                    + manager.getParentManager().getManagedArrays().size());
        }

        assertThat(arrays.getLast()).isEqualTo(arrays.getFirst());
    }
}
