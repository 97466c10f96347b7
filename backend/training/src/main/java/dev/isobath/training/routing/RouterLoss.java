package dev.isobath.training.routing;

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
public record RouterLoss(double weight, Optional<Metric> metric) {

    private static final RouterLoss NOTHING = new RouterLoss(0, Optional.empty());

    public static RouterLoss of(Architecture architecture) {
        return Routing.of(architecture).map(RouterLoss::of).orElse(NOTHING);
    }

    public static RouterLoss of(Routing routing) {
        return switch (routing.scheme()) {
            case STOCHASTIC -> NOTHING;
            case TOKEN_CHOICE -> new RouterLoss(routing.balanceWeight(), Optional.of(Metric.BALANCE_LOSS));
            case EXPERT_CHOICE ->
                switch (routing.causal()) {
                    case NONE -> NOTHING;
                    case AUXILIARY -> new RouterLoss(routing.auxiliaryWeight(), Optional.of(Metric.AUXILIARY_LOSS));
                    // Nothing else depends on the predictors, and their gradients are clipped apart: no trade-off to
                    // weigh.
                    case PREDICTOR -> new RouterLoss(1, Optional.of(Metric.PREDICTOR_LOSS));
                };
        };
    }
}
