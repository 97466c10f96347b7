package dev.isobath.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
import dev.isobath.spec.TrainingSpec;
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
    private final Weights weights = new Weights(manager, DataType.FLOAT64, new Randomness(1));

    @AfterEach
    void close() {
        manager.close();
    }

    /** Gives every element of {@code weight} the gradient {@code factor}. */
    private void gradient(NDArray weight, double factor) {
        try (NDManager scope = manager.newSubManager();
                GradientCollector collector = manager.getEngine().newGradientCollector()) {
            NDArray factors = scope.full(weight.getShape(), (float) factor, DataType.FLOAT64);
            collector.backward(factors.mul(weight).sum());
        }
    }

    @Test
    void two_steps_are_as_the_formulas_say() {
        NDArray matrix = weights.constant("matrix", Weight.Group.MODEL, 3, 1, 1);
        AdamW optimiser = new AdamW(weights, TRAINING, manager);
        double theta = 3;
        double m = 0;
        double v = 0;
        double[] gradients = {0.5, -1.5};
        for (int step = 1; step <= 2; step++) {
            double g = gradients[step - 1];
            gradient(matrix, g);
            optimiser.step(0.1, step, optimiser.gradientNorms());

            m = 0.9 * m + 0.1 * g;
            v = 0.99 * v + 0.01 * g * g;
            theta -= 0.1 * 0.5 * theta;
            theta -= 0.1 * (m / (1 - Math.pow(0.9, step))) / (Math.sqrt(v / (1 - Math.pow(0.99, step))) + 1e-6);
            assertThat(matrix.toDoubleArray()).containsExactly(new double[] {theta}, within(1e-12));
        }
        assertThat(optimiser.moments().getFirst().first().toDoubleArray())
                .containsExactly(new double[] {m}, within(1e-12));
        assertThat(optimiser.moments().getFirst().second().toDoubleArray())
                .containsExactly(new double[] {v}, within(1e-12));
    }

    @Test
    void only_matrices_decay() {
        NDArray gain = weights.constant("gain", Weight.Group.MODEL, 3, 1);
        AdamW optimiser = new AdamW(weights, TRAINING, manager);
        gradient(gain, 0);
        optimiser.step(0.1, 1, optimiser.gradientNorms());

        assertThat(gain.toDoubleArray()).containsExactly(3.0);
    }

    @Test
    void the_gradient_of_a_group_is_scaled_down_to_the_clip_as_a_whole() {
        NDArray first = weights.constant("first", Weight.Group.MODEL, 1, 1);
        NDArray second = weights.constant("second", Weight.Group.MODEL, 1, 1);
        NDArray apart = weights.constant("apart", Weight.Group.PREDICTOR, 1, 1);
        AdamW optimiser = new AdamW(weights, TRAINING, manager);
        gradient(first, 6);
        gradient(second, 8);
        gradient(apart, 1);

        Map<Weight.Group, Double> norms = optimiser.gradientNorms();
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
    void gradients_are_forgotten_after_a_step() {
        NDArray matrix = weights.constant("matrix", Weight.Group.MODEL, 3, 1, 1);
        AdamW optimiser = new AdamW(weights, TRAINING, manager);
        gradient(matrix, 1);
        optimiser.step(0.1, 1, optimiser.gradientNorms());
        gradient(matrix, 1);

        assertThat(optimiser.gradientNorms()).containsEntry(Weight.Group.MODEL, 1.0);
    }
}
