package dev.isobath.training;

import dev.isobath.spec.Architecture;
import dev.isobath.spec.Routing;
import java.util.Optional;

/**
 * How the causal losses of the routed blocks enter the whole loss.
 *
 * @param weight factor of their mean
 * @param metric what it is reported as
 */
record CausalLearning(double weight, Optional<String> metric) {

    private static final CausalLearning NOTHING = new CausalLearning(0, Optional.empty());

    static CausalLearning of(Architecture architecture) {
        return switch (architecture) {
            case Architecture.Mod mod -> of(mod.routing());
            case Architecture.StagedMode staged -> of(staged.routing());
            case Architecture.Baseline baseline -> NOTHING;
            case Architecture.Moe moe -> NOTHING;
            case Architecture.IntegratedMode integrated -> NOTHING;
        };
    }

    private static CausalLearning of(Routing routing) {
        return switch (routing.causal()) {
            case NONE -> NOTHING;
            case AUXILIARY -> new CausalLearning(routing.auxiliaryWeight(), Optional.of("auxiliary_loss"));
            // Nothing else depends on the predictors, and their gradients are clipped apart: no trade-off to weigh.
            case PREDICTOR -> new CausalLearning(1, Optional.of("predictor_loss"));
        };
    }
}
