package dev.isobath.training.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.training.Specs;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.model.Batch;
import dev.isobath.training.optimiser.Trainer;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ceiling that the engine's speed is compared with does the same work. */
class TrainingCeilingTest {

    private static final double RATE = 0.01;
    private static final int STEPS = 5;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            baseline        | f32  | ''
            baseline        | bf16 | ''
            moe             | f32  | experts: 3
            mod             | f32  | capacity: 0.25, routeEvery: 2
            mod             | bf16 | capacity: 0.25, routeEvery: 2
            mod             | f32  | capacity: 0.5, routeEvery: 1
            staged-mode     | f32  | capacity: 0.5, routeEvery: 2, experts: 2
            integrated-mode | f32  | experts: 2, noOps: 2
            """)
    void the_ceiling_learns_what_the_engine_learns(String kind, String precision, String more) {
        ExperimentSpec spec = Specs.tiny(kind, more, "budget: {steps: 8}, precision: " + precision);
        int count = spec.training().batch();
        int length = spec.data().sequenceLength();
        Random random = new Random(5);
        try (NDManager manager = NativeEngine.newManager();
                TrainingCeiling ceiling = new TrainingCeiling(spec)) {
            Trainer engine =
                    new Trainer(spec, manager, NumberFormat.of(spec.training().precision()));
            for (int step = 1; step <= STEPS; step++) {
                long[] inputs = random.longs((long) count * length, 0, 256).toArray();
                long[] targets = random.longs((long) count * length, 0, 256).toArray();

                double loss = engine.step(new Batch(count, length, inputs, targets), step, RATE)
                        .loss();

                assertThat(ceiling.step(inputs, targets, RATE))
                        .as("loss of step " + step)
                        .isCloseTo(loss, within(1e-5));
            }
        }
    }
}
