package dev.isobath.training.routing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.isobath.training.Beside;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.engine.Script;
import dev.isobath.training.engine.Weight;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares the predictor's functions of {@code engine.py} with the same in plain array operations. */
class Course05PredictorTest {

    private final NDManager manager = NativeEngine.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @EnumSource(NumberFormat.class)
    void the_predictor_and_its_derivative(NumberFormat format) {
        Beside beside = new Beside(manager, format);
        RoutingFunctions functions = new RoutingFunctions(beside.functions);
        NDArray x = beside.exact("x", 12, 4);
        NDArray dz = beside.exact("dz", 12, 1);
        List<NDArray> exact = List.of(
                beside.exact("hidden", 4, 3),
                beside.exact("hidden bias", 3),
                beside.exact("output", 3, 1),
                beside.exact("output bias", 1));
        List<Weight> weights = List.of(
                beside.matrix(exact.get(0)),
                beside.weight(exact.get(1)),
                beside.weight(exact.get(2)),
                beside.weight(exact.get(3)));
        NDArray input = beside.activation(x);
        Script.Kept kept = functions.predict(manager, input, Beside.set(weights));
        beside.same("logits", kept.result(), beside.plain.predict(x, exact));

        beside.differentiate(() -> List.of(beside.plain.predict(x, exact), dz));
        functions.predictBackward(beside.master(dz), input, kept.saved(), Beside.set(weights));
        beside.sameGradients(weights, exact);
    }
}
