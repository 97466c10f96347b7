package dev.isobath.training.routing;

import dev.isobath.spec.Architecture;
import dev.isobath.spec.Experts;
import dev.isobath.spec.Routing;

/** The routing of a model when later tokens are not known. */
public enum CausalRouting {
    /** The routing is that of training, because no choice depends on later tokens. */
    AS_TRAINED,
    /** The choices differ from those of training. A second held-out loss measures what that costs. */
    DIFFERENT_FROM_TRAINING,
    /** The routers have learned nothing that could replace top-k, so the model cannot be sampled. */
    NOT_LEARNED;

    /** Returns the causal routing of an architecture. */
    public static CausalRouting of(Architecture architecture) {
        boolean expertsChoose = Experts.of(architecture)
                .map(experts -> experts.scheme() == Experts.Scheme.EXPERT_CHOICE)
                .orElse(false);
        CausalRouting within = expertsChoose ? DIFFERENT_FROM_TRAINING : AS_TRAINED;
        return Routing.of(architecture)
                .map(routing -> switch (routing.scheme()) {
                    case TOKEN_CHOICE, THRESHOLD -> within;
                    case STOCHASTIC -> DIFFERENT_FROM_TRAINING;
                    case EXPERT_CHOICE ->
                        routing.causal() == Routing.CausalMethod.NONE ? NOT_LEARNED : DIFFERENT_FROM_TRAINING;
                })
                .orElse(within);
    }
}
