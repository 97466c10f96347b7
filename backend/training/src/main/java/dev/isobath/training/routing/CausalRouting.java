package dev.isobath.training.routing;

import dev.isobath.spec.Architecture;
import dev.isobath.spec.Experts;
import dev.isobath.spec.Routing;

/** What becomes of a model's routing where later tokens are not known. */
public enum CausalRouting {
    /** The same as ever: no choice looks at later tokens. */
    AS_TRAINED,
    /** Other choices than in training; what that costs is a second held-out loss. */
    OTHERWISE,
    /** Routers have learned nothing that could stand in for top-k: the model cannot be sampled. */
    NOT_LEARNED;

    public static CausalRouting of(Architecture architecture) {
        boolean expertsChoose = Experts.of(architecture)
                .map(experts -> experts.scheme() == Experts.Scheme.EXPERT_CHOICE)
                .orElse(false);
        CausalRouting within = expertsChoose ? OTHERWISE : AS_TRAINED;
        return Routing.of(architecture)
                .map(routing -> switch (routing.scheme()) {
                    case TOKEN_CHOICE -> within;
                    case STOCHASTIC -> OTHERWISE;
                    case EXPERT_CHOICE -> routing.causal() == Routing.CausalMethod.NONE ? NOT_LEARNED : OTHERWISE;
                })
                .orElse(within);
    }
}
