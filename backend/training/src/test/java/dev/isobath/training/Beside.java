package dev.isobath.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.isobath.training.engine.Functions;
import dev.isobath.training.engine.NDArrays;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.engine.Randomness;
import dev.isobath.training.engine.RowIndices;
import dev.isobath.training.engine.Weight;
import dev.isobath.training.engine.WeightSet;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Compares a function of {@code engine.py} with its plain version. Both get the same random numbers. */
public final class Beside {

    public final Functions functions;
    public final PlainFunctions plain;
    private final NDManager manager;
    private final NumberFormat format;

    public Beside(NDManager manager, NumberFormat format) {
        this.manager = manager;
        this.format = format;
        functions = new Functions(manager, format);
        plain = new PlainFunctions(manager);
    }

    /** Returns standard normal numbers for the plain version, in float64. libtorch will differentiate by them. */
    public NDArray exact(String purpose, long... shape) {
        return exact(purpose, 1.0, shape);
    }

    /** Returns normal numbers with another deviation. */
    public NDArray exact(String purpose, double deviation, long... shape) {
        Shape sizes = new Shape(shape);
        double[] values = new Randomness(5).normal(Math.toIntExact(sizes.size()), deviation, purpose);
        NDArray array = NDArrays.of(manager, DataType.FLOAT64, values, sizes);
        array.setRequiresGradient(true);
        return array;
    }

    /** Returns the same numbers in the format of weights. */
    public NDArray master(NDArray exact) {
        return NDArrays.of(manager, format.master(), NDArrays.values(exact), exact.getShape());
    }

    /** Returns the same numbers in the format of activations. */
    public NDArray activation(NDArray exact) {
        return functions.rounded(manager, master(exact));
    }

    /** Returns a weight that products use as it is. Its gradient before backward must not matter. */
    public Weight weight(NDArray exact) {
        return weight(exact, false);
    }

    /** Returns a weight that products use rounded, where the format rounds. */
    public Weight matrix(NDArray exact) {
        return weight(exact, true);
    }

    private Weight weight(NDArray exact, boolean product) {
        NDArray master = master(exact);
        double[] rubbish = new double[Math.toIntExact(master.size())];
        Arrays.fill(rubbish, Double.NaN);
        return new Weight(
                "weight",
                master,
                product && format.rounds() ? Optional.of(activation(exact)) : Optional.empty(),
                NDArrays.of(manager, format.master(), rubbish, exact.getShape()),
                Weight.Group.MODEL);
    }

    /**
     * Makes weights of exact numbers.
     *
     * @param masters the number of arrays at the start of the list that are used in the format of weights
     */
    public List<Weight> weights(List<NDArray> exact, int masters) {
        Weight[] weights = new Weight[exact.size()];
        Arrays.setAll(weights, i -> weight(exact.get(i), i >= masters));
        return List.of(weights);
    }

    public static WeightSet set(List<Weight> weights) {
        return WeightSet.of(weights.toArray(Weight[]::new));
    }

    public RowIndices rows(int... index) {
        return RowIndices.of(manager, index);
    }

    /** Differentiates the sum of products of the values with their weights. The list has each value followed by its weights. */
    public void differentiate(java.util.function.Supplier<List<NDArray>> valuesAndWeights) {
        try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
            NDArray sum = manager.create(0.0);
            List<NDArray> list = valuesAndWeights.get();
            for (int i = 0; i < list.size(); i += 2) {
                sum = sum.add(list.get(i).mul(list.get(i + 1)).sum());
            }
            collector.backward(sum);
        }
    }

    /**
     * Returns the tolerance of the format. In float64 the results differ only by the order of additions. In the other formats
     * they are as near as the format allows.
     */
    private double tolerance() {
        return switch (format) {
            case F64 -> 1e-12;
            case F32 -> 1e-5;
            case BF16 -> 0.02;
        };
    }

    public void same(String what, NDArray actual, NDArray expected) {
        double[] got = NDArrays.values(functions.readable(manager, actual));
        assertThat(actual.getShape().size()).as(what).isEqualTo(expected.size());
        assertThat(distance(got, NDArrays.values(expected))).as(what).isLessThan(tolerance());
    }

    /** Asserts that the results have the same bits, whether or not arrays are kept for backward. */
    public void sameBits(NDArray actual, NDArray expected) {
        assertThat(NDArrays.values(functions.readable(manager, actual)))
                .isEqualTo(NDArrays.values(functions.readable(manager, expected)));
    }

    /** Compares the gradients that backward wrote with those that libtorch found. */
    public void sameGradients(List<Weight> weights, List<NDArray> exact) {
        for (int i = 0; i < exact.size(); i++) {
            same(
                    "gradient of weight " + i,
                    weights.get(i).gradient(),
                    exact.get(i).getGradient());
        }
    }

    /**
     * Returns the largest difference of two numbers. A failure is reported quickly where many numbers differ, unlike with {@code
     * containsExactly}.
     */
    public static double furthest(double[] actual, double[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double furthest = 0;
        for (int i = 0; i < expected.length; i++) {
            furthest = Math.max(furthest, Math.abs(actual[i] - expected[i]));
        }
        return furthest;
    }

    /** Returns the norm of the difference over the norm of the expected numbers; 0 where both are 0. */
    public static double distance(double[] actual, double[] expected) {
        double difference = difference(actual, expected);
        return difference == 0 ? 0 : difference / norm(expected);
    }

    /** Returns the norm of the difference. */
    public static double difference(double[] actual, double[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double[] difference = new double[expected.length];
        Arrays.setAll(difference, i -> actual[i] - expected[i]);
        return norm(difference);
    }

    /** Returns the Euclidean norm. */
    public static double norm(double[] values) {
        return Math.sqrt(Arrays.stream(values).map(value -> value * value).sum());
    }
}
