package dev.isobath.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.model.Batch;
import dev.isobath.training.model.Decoder;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The sequences of a batch do not affect each other, routed as in training and causally. Invariant 10. */
class Course20BatchTest {

    private static final double TOLERANCE = 1e-11;

    private final NDManager manager = NativeEngine.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    static Stream<Arguments> everyWay() {
        return Stream.concat(
                Models.all().map(variant -> Arguments.of(variant, Pass.Purpose.EVALUATE)),
                Models.causal().map(variant -> Arguments.of(variant, Pass.Purpose.EVALUATE_CAUSALLY)));
    }

    /** Holds for every sequence of the batch, whatever chooses its tokens. */
    @ParameterizedTest
    @MethodSource("everyWay")
    void no_sequence_notices_what_the_others_of_its_batch_say(String variant, Pass.Purpose purpose) {
        ExperimentSpec spec = Models.variant(variant);
        Decoder decoder = Models.strong(spec, manager);
        Batch batch = Models.batch(spec);
        double[] together = Models.logits(decoder, batch.inputs(), batch.count(), purpose, manager);
        for (int b = 0; b < batch.count(); b++) {
            long[] others = changedExcept(batch, b);
            double[] after = Models.logits(decoder, others, batch.count(), purpose, manager);

            assertThat(Beside.furthest(own(after, b, batch), own(together, b, batch)))
                    .as("sequence %d", b)
                    .isLessThan(TOLERANCE);
            assertThat(after).isNotEqualTo(together);
        }
    }

    private static long[] changedExcept(Batch batch, int kept) {
        long[] tokens = batch.inputs().clone();
        for (int i = 0; i < tokens.length; i++) {
            if (i / batch.length() != kept) {
                tokens[i] = (tokens[i] + 1 + 7L * i) % 256;
            }
        }
        return tokens;
    }

    private static double[] own(double[] logits, int b, Batch batch) {
        int size = batch.length() * 256;
        return Arrays.copyOfRange(logits, b * size, (b + 1) * size);
    }

    /** Draws belong to positions in the batch. Alone, only the first sequence of a batch gets the same draws. */
    @ParameterizedTest
    @MethodSource("everyWay")
    void a_sequence_alone_comes_to_what_it_comes_to_among_others(String variant, Pass.Purpose purpose) {
        ExperimentSpec spec = Models.variant(variant);
        Decoder decoder = Models.strong(spec, manager);
        Batch batch = Models.batch(spec);
        double[] together = Models.logits(decoder, batch.inputs(), batch.count(), purpose, manager);
        int alone = Models.stochastic(spec) ? 1 : batch.count();
        for (int b = 0; b < alone; b++) {
            long[] tokens = Arrays.copyOfRange(batch.inputs(), b * batch.length(), (b + 1) * batch.length());

            assertThat(Beside.furthest(Models.logits(decoder, tokens, 1, purpose, manager), own(together, b, batch)))
                    .as("sequence %d", b)
                    .isLessThan(TOLERANCE);
        }
    }
}
