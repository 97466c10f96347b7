package dev.isobath.training.routing;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.isobath.training.engine.Functions;
import dev.isobath.training.engine.NDArrays;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.engine.Randomness;
import dev.isobath.training.engine.RowIndices;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares choices that the library makes, as on a GPU, with those made in Java. They are the same tokens, also with ties and
 * special numbers.
 */
class Course05ChoosingTest {

    private static final int BATCH = 3;
    private static final int SEQUENCE = 40;

    private final NDManager manager = NativeEngine.newManager();
    private final Functions functions = new Functions(manager, NumberFormat.F32);

    @AfterEach
    void close() {
        manager.close();
    }

    /** Returns numbers many of which are equal. */
    private static double[] coarse(int count, String purpose) {
        Randomness randomness = new Randomness(5);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = (randomness.below(7, purpose, 0, i) - 3.0) / 4;
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 13, 40})
    void the_largest_of_each_sequence_are_the_same_wherever_they_are_chosen(int k) {
        double[] outputs = coarse(BATCH * SEQUENCE, "outputs");
        outputs[3] = -0.0;
        outputs[SEQUENCE + 7] = Double.NaN;
        outputs[SEQUENCE + 9] = Double.NEGATIVE_INFINITY;
        outputs[2 * SEQUENCE + 1] = Double.POSITIVE_INFINITY;
        int[][] chosen = new int[BATCH][];
        for (int b = 0; b < BATCH; b++) {
            double[] own = java.util.Arrays.copyOfRange(outputs, b * SEQUENCE, (b + 1) * SEQUENCE);
            chosen[b] = TopK.choose(own, new boolean[SEQUENCE], k);
        }
        Selection expected = Selection.of(manager, chosen, k, SEQUENCE, 0);

        NDArray[] made = new RoutingFunctions(functions).choose(manager, column(outputs, 1), BATCH, k);
        Selection actual = Selection.of(RowIndices.of(made[0]), RowIndices.of(made[1]), BATCH, SEQUENCE);

        assertThat(actual.rows().index()).isEqualTo(expected.rows().index());
        assertThat(actual.positions().index()).isEqualTo(expected.positions().index());
        assertThat(actual.filled().count()).isEqualTo(expected.filled().count());
        assertThat(actual.membership()).isEqualTo(expected.membership());
        assertThat(actual.validTokens()).usingRecursiveComparison().isEqualTo(expected.validTokens());
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 40", "4, 0, 10", "3, 1, 10", "2, 2, 13", "3, 3, 10"})
    void experts_take_the_same_tokens_after_the_same_no_ops(int experts, int noOps, int c) {
        double[] shares = coarse(BATCH * SEQUENCE * (experts + noOps), "shares");
        Dispatch expected =
                new ExpertChoice(experts, noOps).dispatch(manager, shares, ValidTokens.all(BATCH, SEQUENCE), c);

        Dispatch actual = new ExpertChoice(experts, noOps)
                .dispatchOnDevice(functions, manager, column(shares, experts + noOps), BATCH, c);

        assertThat(expected.filled().count()).isEqualTo(expected.rows().count());
        assertThat(actual.load()).isEqualTo(expected.load());
        assertThat(actual.rows().index()).isEqualTo(expected.rows().index());
        assertThat(actual.shares().index()).isEqualTo(expected.shares().index());
    }

    private NDArray column(double[] values, int columns) {
        return NDArrays.of(manager, DataType.FLOAT32, values, new Shape(values.length / columns, columns));
    }
}
