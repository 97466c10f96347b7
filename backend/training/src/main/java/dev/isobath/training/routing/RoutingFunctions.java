package dev.isobath.training.routing;

import static dev.isobath.training.engine.Script.Argument.given;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.isobath.training.engine.Functions;
import dev.isobath.training.engine.Script;
import dev.isobath.training.engine.Weight;
import dev.isobath.training.engine.WeightSet;
import java.util.List;

/** The functions of {@code engine.py} that routers need. Each is one call into libtorch. Results belong to the given scope. */
record RoutingFunctions(Functions engine) {

    NDArray route(NDManager scope, NDArray x, Weight router) {
        return engine.script().array(scope, "route", given(x), given(router.array()));
    }

    /** Returns the rows and the positions of the k largest outputs of each of B sequences. The choice is that of {@link TopK}. */
    NDArray[] choose(NDManager scope, NDArray outputs, int batch, int k) {
        return engine.script().arrays(scope, "choose", given(outputs), given(batch), given(k));
    }

    Script.Kept predict(NDManager scope, NDArray x, WeightSet weights) {
        return engine.script().keep(scope, "predict", given(x), weights.values());
    }

    void predictBackward(NDArray gradient, NDArray x, Script.Arrays saved, WeightSet weights) {
        try (saved) {
            engine.script()
                    .run(
                            "predict_backward",
                            List.of(given(gradient), given(x), saved, weights.values(), weights.gradients()));
        }
    }

    /**
     * Returns the rows that E experts take after the no-ops have chosen, C of each of B sequences, and the index of each row's
     * share. The choice is that of {@link ExpertChoice}.
     */
    NDArray[] assign(NDManager scope, NDArray shares, int batch, int experts, int c) {
        return engine.script().arrays(scope, "assign", given(shares), given(batch), given(experts), given(c));
    }
}
