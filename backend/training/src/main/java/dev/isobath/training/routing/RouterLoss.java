package dev.isobath.training.routing;

import dev.isobath.spec.Architecture;
import dev.isobath.spec.Routing;
import dev.isobath.spec.metrics.Metric;
import java.util.Optional;

/**
 * The loss that teaches the routers beside the language-model loss, and its part of the whole loss.
 *
 * @param weight the factor of its mean over the routed blocks
 * @param metric the metric that reports it
 */
public record RouterLoss(double weight, Optional<Metric> metric) {

    private static final RouterLoss NOTHING = new RouterLoss(0, Optional.empty());

    /** Returns the router loss of an architecture. */
    public static RouterLoss of(Architecture architecture) {
        return Routing.of(architecture).map(RouterLoss::of).orElse(NOTHING);
    }

    /** Returns the loss of routers with the given settings. */
    public static RouterLoss of(Routing routing) {
        return switch (routing.scheme()) {
            case STOCHASTIC, THRESHOLD -> NOTHING;
            case TOKEN_CHOICE -> new RouterLoss(routing.balanceWeight(), Optional.of(Metric.BALANCE_LOSS));
            case EXPERT_CHOICE ->
                switch (routing.causal()) {
                    case NONE -> NOTHING;
                    case AUXILIARY -> new RouterLoss(routing.auxiliaryWeight(), Optional.of(Metric.AUXILIARY_LOSS));
                    // Nothing else depends on the predictors, and their gradients are clipped apart, so there is no
                    // trade-off to weigh.
                    case PREDICTOR -> new RouterLoss(1, Optional.of(Metric.PREDICTOR_LOSS));
                };
        };
    }
}
