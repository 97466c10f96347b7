package dev.isobath.training.optimiser;

import static dev.isobath.training.engine.Script.Argument.given;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.isobath.training.engine.Functions;
import dev.isobath.training.engine.Script;
import java.util.List;

/** The functions of {@code engine.py} that an optimiser needs. Each is one call into libtorch. */
record OptimiserFunctions(Functions engine) {

    /** Returns the Euclidean norm of each gradient. */
    double[] norms(NDManager scope, Script.Arrays gradients) {
        return engine.script().array(scope, "norms", gradients).toDoubleArray();
    }

    /** Adds gradients to sums, times the factor. */
    void accumulate(Script.Arrays sums, Script.Arrays gradients, double factor) {
        engine.script().run("accumulate", List.of(sums, gradients, given(factor)));
    }

    /** Moves sums into gradients, and sets the sums to zero. */
    void takeSums(Script.Arrays gradients, Script.Arrays sums) {
        engine.script().run("take_sums", List.of(gradients, sums));
    }

    /**
     * Updates weights and moments with AdamW.
     *
     * @param numbers learning rate, beta 1, beta 2, weight decay, epsilon
     */
    void learn(
            Script.Arrays weights,
            Script.Arrays gradients,
            Script.Arrays first,
            Script.Arrays second,
            Script.Arrays steps,
            NDArray divisor,
            double... numbers) {
        engine.script().run("learn", List.of(weights, gradients, first, second, steps, given(divisor), given(numbers)));
    }
}
