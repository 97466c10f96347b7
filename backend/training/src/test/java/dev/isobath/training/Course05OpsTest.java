package dev.isobath.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The single operations against their formulas, computed here by hand in float64. */
class Course05OpsTest {

    private final NDManager manager = NativeEngine.newManager();
    private final Ops ops = new ArrayOps();

    @AfterEach
    void close() {
        manager.close();
    }

    private NDArray random(String purpose, long... shape) {
        int size = (int) new Shape(shape).size();
        return manager.create(new Randomness(5).normal(size, 1, purpose), new Shape(shape));
    }

    @Test
    void norm_has_mean_zero_and_variance_one_before_gain_and_bias() {
        NDArray normed = ops.norm(
                manager.create(new double[] {1, 2, 3, 6}, new Shape(1, 4)),
                manager.create(new double[] {1, 1, 2, 2}),
                manager.create(new double[] {0, 0, 0, 10}));
        double deviation = Math.sqrt(3.5 + 1e-5);

        assertThat(normed.toDoubleArray())
                .containsExactly(
                        new double[] {-2 / deviation, -1 / deviation, 0, 10 + 2 * 3 / deviation}, within(1e-12));
    }

    @Test
    void gelu_is_the_tanh_form() {
        double x = 1.5;
        double expected = 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));

        assertThat(ops.gelu(manager.create(new double[] {x, 0})).toDoubleArray())
                .containsExactly(new double[] {expected, 0}, within(1e-12));
    }

    @Test
    void cross_entropy_of_equal_logits_is_the_logarithm_of_the_vocabulary() {
        NDArray loss = ops.crossEntropy(
                manager.zeros(new Shape(3, 256), DataType.FLOAT64), manager.create(new long[] {0, 17, 255}));
        assertThat(Values.scalar(loss)).isCloseTo(Math.log(256), within(1e-12));
    }

    @Test
    void attention_is_the_mean_of_the_values_up_to_a_token_weighted_by_its_queries() {
        int n = 3;
        int w = 2;
        NDArray input = random("qkv", n, 3L * w);
        Positions unturned = new Rotary(manager, DataType.FLOAT64, 8, w).at(Rows.of(manager, new int[] {0, 0, 0}), 1);
        double[] rows = input.toDoubleArray();
        double[] expected = new double[n * w];
        for (int query = 0; query < n; query++) {
            double[] weights = new double[query + 1];
            for (int key = 0; key <= query; key++) {
                double dot = 0;
                for (int i = 0; i < w; i++) {
                    dot += rows[query * 3 * w + i] * rows[key * 3 * w + w + i];
                }
                weights[key] = Math.exp(dot / Math.sqrt(w));
            }
            double sum = Arrays.stream(weights).sum();
            for (int key = 0; key <= query; key++) {
                for (int i = 0; i < w; i++) {
                    expected[query * w + i] += weights[key] / sum * rows[key * 3 * w + 2 * w + i];
                }
            }
        }

        assertThat(ops.attention(input, 1, unturned).toDoubleArray()).containsExactly(expected, within(1e-12));
    }

    @Test
    void rotary_positions_are_relative() {
        NDArray input = random("qkv", 3, 3 * 8);
        Rotary rotary = new Rotary(manager, DataType.FLOAT64, 64, 4);
        double[] early = attention(input, rotary, 0, 2, 7);
        double[] late = attention(input, rotary, 50, 52, 57);
        double[] closer = attention(input, rotary, 50, 51, 52);

        assertThat(late).containsExactly(early, within(1e-12));
        assertThat(distance(closer, early)).isGreaterThan(1e-3);
    }

    private double[] attention(NDArray input, Rotary rotary, int... positions) {
        return ops.attention(input, 2, rotary.at(Rows.of(manager, positions), 1))
                .toDoubleArray();
    }

    private static double distance(double[] a, double[] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }

    @Test
    void gathered_tokens_have_the_angles_of_the_positions_they_come_from() {
        Rotary rotary = new Rotary(manager, DataType.FLOAT64, 16, 4);
        double[] all = rotary.all().cosines().toDoubleArray();
        double[] gathered = rotary.at(Rows.of(manager, new int[] {3, 9, 4, 15}), 2)
                .cosines()
                .toDoubleArray();

        int at = 0;
        for (int position : new int[] {3, 9, 4, 15}) {
            assertThat(Arrays.copyOfRange(gathered, at, at + 4))
                    .isEqualTo(Arrays.copyOfRange(all, position * 4, position * 4 + 4));
            at += 4;
        }
        assertThat(all[5 * 4 + 1]).isCloseTo(Math.cos(5 / 100.0), within(1e-12));
    }

    @Test
    void added_rows_may_repeat_and_others_stay() {
        NDArray x = random("x", 4, 2);
        NDArray sum = ops.add(
                x,
                Rows.of(manager, new int[] {2, 0, 2}),
                manager.create(new double[] {1, 2, 10, 20, 100, 200}, new Shape(3, 2)));

        assertThat(sum.sub(x).toDoubleArray())
                .containsExactly(new double[] {10, 20, 0, 0, 101, 202, 0, 0}, within(1e-12));
    }

    @Test
    void replaced_rows_are_new_and_all_others_keep_their_bits() {
        NDArray x = random("x", 3, 2);
        NDArray replaced =
                ops.replace(x, Rows.of(manager, new int[] {1}), manager.create(new double[] {8, 9}, new Shape(1, 2)));
        double[] before = x.toDoubleArray();

        assertThat(replaced.toDoubleArray()).containsExactly(before[0], before[1], 8, 9, before[4], before[5]);
    }
}
