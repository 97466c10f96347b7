package dev.isobath.training;

import dev.isobath.spec.Architecture;
import dev.isobath.spec.Routing;
import dev.isobath.spec.metrics.Metric;
import java.util.Optional;

/**
 * What teaches the routers beside the language model's loss, and how it enters the whole loss.
 *
 * @param weight factor of its mean over the routed blocks
 * @param metric what it is reported as
 */
record RouterLearning(double weight, Optional<Metric> metric) {

    private static final RouterLearning NOTHING = new RouterLearning(0, Optional.empty());

    static RouterLearning of(Architecture architecture) {
        return Routing.of(architecture).map(RouterLearning::of).orElse(NOTHING);
    }

    static RouterLearning of(Routing routing) {
        return switch (routing.scheme()) {
            case STOCHASTIC -> NOTHING;
            case TOKEN_CHOICE -> new RouterLearning(routing.balanceWeight(), Optional.of(Metric.BALANCE_LOSS));
            case EXPERT_CHOICE ->
                switch (routing.causal()) {
                    case NONE -> NOTHING;
                    case AUXILIARY -> new RouterLearning(routing.auxiliaryWeight(), Optional.of(Metric.AUXILIARY_LOSS));
                    // Nothing else depends on the predictors, and their gradients are clipped apart: no trade-off to
                    // weigh.
                    case PREDICTOR -> new RouterLearning(1, Optional.of(Metric.PREDICTOR_LOSS));
                };
        };
    }
}
