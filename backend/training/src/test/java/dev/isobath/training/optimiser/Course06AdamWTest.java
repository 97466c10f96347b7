package dev.isobath.training.optimiser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.isobath.spec.TrainingSpec;
import dev.isobath.training.Specs;
import dev.isobath.training.engine.Functions;
import dev.isobath.training.engine.NDArrays;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.engine.Randomness;
import dev.isobath.training.engine.Weight;
import dev.isobath.training.engine.Weights;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The optimiser against a computation by hand, in float64. */
class Course06AdamWTest {

    private static final TrainingSpec TRAINING = Specs.tiny(
                    "baseline",
                    "",
                    "budget: {steps: 1}, beta1: 0.9, beta2: 0.99, epsilon: 1e-6, weightDecay: 0.5, gradientClip: 2")
            .training();

    private final NDManager manager = NativeEngine.newManager();
    private final Functions functions = new Functions(manager, NumberFormat.F64);
    private final Weights weights = new Weights(manager, functions, new Randomness(1));

    @AfterEach
    void close() {
        manager.close();
    }

    /** Gives every element of {@code weight} the gradient {@code factor}. */
    private static void gradient(Weight weight, double factor) {
        double[] factors = new double[Math.toIntExact(weight.gradient().size())];
        Arrays.fill(factors, factor);
        weight.gradient().set(factors);
    }

    private static void step(AdamW optimiser, int number) {
        optimiser.step(0.1, number, optimiser.groupNorms(optimiser.gradientNorms()));
    }

    @Test
    void two_steps_are_as_the_formulas_say() {
        Weight matrix = weights.constant("matrix", Weight.Group.MODEL, 3, 1, 1);
        AdamW optimiser = new AdamW(weights, functions, TRAINING, manager);
        double theta = 3;
        double m = 0;
        double v = 0;
        double[] gradients = {0.5, -1.5};
        for (int step = 1; step <= 2; step++) {
            double g = gradients[step - 1];
            gradient(matrix, g);
            step(optimiser, step);

            m = 0.9 * m + 0.1 * g;
            v = 0.99 * v + 0.01 * g * g;
            theta -= 0.1 * 0.5 * theta;
            theta -= 0.1 * (m / (1 - Math.pow(0.9, step))) / (Math.sqrt(v / (1 - Math.pow(0.99, step))) + 1e-6);
            assertThat(matrix.array().toDoubleArray()).containsExactly(new double[] {theta}, within(1e-12));
        }
        assertThat(optimiser.moments().getFirst().first().toDoubleArray())
                .containsExactly(new double[] {m}, within(1e-12));
        assertThat(optimiser.moments().getFirst().second().toDoubleArray())
                .containsExactly(new double[] {v}, within(1e-12));
    }

    @Test
    void only_matrices_decay() {
        Weight gain = weights.constant("gain", Weight.Group.MODEL, 3, 1);
        AdamW optimiser = new AdamW(weights, functions, TRAINING, manager);
        gradient(gain, 0);
        step(optimiser, 1);

        assertThat(gain.array().toDoubleArray()).containsExactly(3.0);
    }

    @Test
    void the_gradient_of_a_group_is_scaled_down_to_the_clip_as_a_whole() {
        Weight first = weights.constant("first", Weight.Group.MODEL, 1, 1);
        Weight second = weights.constant("second", Weight.Group.MODEL, 1, 1);
        Weight apart = weights.constant("apart", Weight.Group.PREDICTOR, 1, 1);
        AdamW optimiser = new AdamW(weights, functions, TRAINING, manager);
        gradient(first, 6);
        gradient(second, 8);
        gradient(apart, 1);

        Map<Weight.Group, Double> norms = optimiser.groupNorms(optimiser.gradientNorms());
        optimiser.step(0.1, 1, norms);

        assertThat(norms).containsEntry(Weight.Group.MODEL, 10.0).containsEntry(Weight.Group.PREDICTOR, 1.0);
        assertThat(optimiser.moments())
                .extracting(moments -> moments.first().toDoubleArray()[0])
                .usingComparatorForType(new Near(1e-12), Double.class)
                .containsExactly(0.1 * 6 / 5, 0.1 * 8 / 5, 0.1);
    }

    private record Near(double tolerance) implements Comparator<Double> {
        @Override
        public int compare(Double a, Double b) {
            return Math.abs(a - b) <= tolerance ? 0 : Double.compare(a, b);
        }
    }

    @Test
    void several_weights_of_several_sizes_move_as_each_would_alone() {
        Weight large = weights.normal("large", Weight.Group.MODEL, 1, 300, 7);
        Weight small = weights.normal("small", Weight.Group.MODEL, 1, 5);
        Weight predictor = weights.normal("predictor", Weight.Group.PREDICTOR, 1, 3, 2);
        AdamW optimiser = new AdamW(weights, functions, TRAINING, manager);
        for (int number = 1; number <= 3; number++) {
            for (Weight weight : weights.list()) {
                gradient(weight, 0.001 * number);
            }
            double[] expected = moved(optimiser, large, number, 0.001 * number);
            double[] ofSmall = moved(optimiser, small, number, 0.001 * number);
            double[] ofPredictor = moved(optimiser, predictor, number, 0.001 * number);
            step(optimiser, number);

            assertThat(large.array().toDoubleArray()).containsExactly(expected, within(1e-12));
            assertThat(small.array().toDoubleArray()).containsExactly(ofSmall, within(1e-12));
            assertThat(predictor.array().toDoubleArray()).containsExactly(ofPredictor, within(1e-12));
        }
    }

    /**
     * Returns a weight's expected value after a step, from its moments before the step. All its elements have the same gradient.
     */
    private static double[] moved(AdamW optimiser, Weight weight, int number, double g) {
        AdamW.Moments moments = optimiser.moments().stream()
                .filter(one -> one.weight().equals(weight))
                .findFirst()
                .orElseThrow();
        double m = 0.9 * moments.first().toDoubleArray()[0] + 0.1 * g;
        double v = 0.99 * moments.second().toDoubleArray()[0] + 0.01 * g * g;
        double step = 0.1 * m / (1 - Math.pow(0.9, number)) / (Math.sqrt(v / (1 - Math.pow(0.99, number))) + 1e-6);
        double kept = weight.decays() ? 1 - 0.1 * 0.5 : 1;
        return Arrays.stream(weight.array().toDoubleArray())
                .map(theta -> theta * kept - step)
                .toArray();
    }

    @Test
    void copies_that_products_use_follow_the_weights() {
        Functions rounding = new Functions(manager, NumberFormat.BF16);
        Weights rounded = new Weights(manager, rounding, new Randomness(1));
        Weight matrix = rounded.matrix("matrix", 1, 2, 3);
        AdamW optimiser = new AdamW(rounded, rounding, TRAINING, manager);
        matrix.gradient().set(new float[] {1, -1, 1, -1, 1, -1});
        double[] before = NDArrays.values(rounding.readable(manager, matrix.used()));
        step(optimiser, 1);

        assertThat(NDArrays.values(rounding.readable(manager, matrix.used())))
                .isNotEqualTo(before)
                .isEqualTo(NDArrays.values(rounding.readable(manager, rounding.rounded(manager, matrix.array()))));
    }
}
