package dev.isobath.training.engine;

import static dev.isobath.training.engine.Script.Argument.given;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.isobath.training.Beside;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Products of bfloat16 numbers, by the library and in float32, on whatever processor the tests run. Without instructions for bfloat16
 * the library is slow but knows the answer.
 */
class Bf16ProductsTest {

    /** Half a unit of the last of eight digits, relative to the number. */
    private static final double HALF_A_STEP = 1.0 / 256;

    private final NDManager manager = NativeEngine.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private Functions functions(Bf16Products products) {
        return new Functions(manager, NumberFormat.BF16, products);
    }

    /** Random bfloat16 numbers. */
    private NDArray random(Functions functions, String purpose, long... shape) {
        Shape sizes = new Shape(shape);
        double[] values = new Randomness(3).normal(Math.toIntExact(sizes.size()), 1, purpose);
        return functions.rounded(manager, NDArrays.of(manager, DataType.FLOAT32, values, sizes));
    }

    private double[] read(Functions functions, NDArray array) {
        return NDArrays.values(functions.readable(manager, array));
    }

    private double[] product(Bf16Products how, int n, int a, int b) {
        Functions functions = functions(how);
        NDArray x = random(functions, "x", n, a);
        NDArray w = random(functions, "w", a, b);
        return read(functions, functions.script().array(manager, "product", given(x), given(w)));
    }

    /** The sum over a thousand numbers in float64, of the same bfloat16 numbers. */
    private double[] exact(int n, int a, int b) {
        Functions functions = functions(Bf16Products.FLOAT32);
        double[] x = read(functions, random(functions, "x", n, a));
        double[] w = read(functions, random(functions, "w", a, b));
        double[] product = new double[n * b];
        for (int row = 0; row < n; row++) {
            for (int column = 0; column < b; column++) {
                for (int i = 0; i < a; i++) {
                    product[row * b + column] += x[row * a + i] * w[i * b + column];
                }
            }
        }
        return product;
    }

    /** One row, few rows, many; thin results and wide ones. */
    static Stream<Arguments> sizes() {
        return Stream.of(Bf16Products.values())
                .flatMap(how -> Stream.of(
                        Arguments.of(how, 1, 64, 48),
                        Arguments.of(how, 3, 64, 1),
                        Arguments.of(how, 40, 1000, 5),
                        Arguments.of(how, 70, 1000, 33)));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void a_product_is_the_exact_sum_rounded_once(Bf16Products how, int n, int a, int b) {
        double[] made = product(how, n, a, b);
        double[] exact = exact(n, a, b);

        for (int i = 0; i < made.length; i++) {
            // The sum in float32 may be off by some of its 24 digits, relative to what was added up.
            assertThat(Math.abs(made[i] - exact[i])).isLessThanOrEqualTo(HALF_A_STEP * Math.abs(exact[i]) + 1e-4);
            assertThat(Float.floatToIntBits((float) made[i]) & 0xffff)
                    .as("digits beyond bfloat16")
                    .isZero();
        }
    }

    /** Each function that multiplies, called with random bfloat16 numbers. */
    private double[] call(String function, Bf16Products how) {
        Functions functions = functions(how);
        Script script = functions.script();
        NDArray x = random(functions, "x", 40, 24);
        NDArray w = random(functions, "w", 24, 36);
        NDArray y = random(functions, "y", 40, 36);
        NDArray xs = random(functions, "x", 3, 20, 24);
        NDArray ws = random(functions, "w", 3, 24, 36);
        NDArray ys = random(functions, "y", 3, 20, 36);
        NDArray master = manager.create(new Shape(24, 36), DataType.FLOAT32);
        NDArray masters = manager.create(new Shape(3, 24, 36), DataType.FLOAT32);
        return switch (function) {
            case "product" -> read(functions, script.array(manager, function, given(x), given(w)));
            case "plus", "add_product" ->
                read(functions, script.array(manager, function, given(y), given(x), given(w)));
            case "products", "batched" -> read(functions, script.array(manager, function, given(xs), given(ws)));
            case "batched_into" -> {
                script.run(function, List.of(given(ys), given(xs), given(ws), given(true)));
                double[] added = read(functions, ys);
                script.run(function, List.of(given(ys), given(xs), given(ws), given(false)));
                double[] replaced = read(functions, ys);
                double[] both = Arrays.copyOf(added, added.length + replaced.length);
                System.arraycopy(replaced, 0, both, added.length, replaced.length);
                yield both;
            }
            case "weight_gradient" -> {
                script.run(function, List.of(given(x), given(y), given(master)));
                yield NDArrays.values(master);
            }
            case "weight_gradients" -> {
                script.run(function, List.of(given(xs), given(ys), given(masters)));
                yield NDArrays.values(masters);
            }
            default -> throw new IllegalArgumentException(function);
        };
    }

    static Stream<String> functions() {
        return Stream.of(
                "product",
                "plus",
                "add_product",
                "products",
                "batched",
                "batched_into",
                "weight_gradient",
                "weight_gradients");
    }

    @ParameterizedTest
    @MethodSource("functions")
    void the_library_and_float32_agree_within_the_rounding_of_bfloat16(String function) {
        double[] library = call(function, Bf16Products.NATIVE);
        double[] ours = call(function, Bf16Products.FLOAT32);

        assertThat(Beside.norm(library)).isGreaterThan(1);
        assertThat(Beside.distance(ours, library)).isLessThan(HALF_A_STEP);
    }

    @ParameterizedTest
    @EnumSource(Bf16Products.class)
    void the_same_product_twice_has_the_same_bits(Bf16Products how) {
        assertThat(product(how, 70, 1000, 33)).isEqualTo(product(how, 70, 1000, 33));
    }
}
