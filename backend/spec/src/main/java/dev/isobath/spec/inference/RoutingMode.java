package dev.isobath.spec.inference;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.isobath.spec.Named;

/** How a routed block decides which tokens it takes. A model without routed blocks answers the same either way. */
public enum RoutingMode implements Named {
    /** As in training: the best of the whole text, so that a token's way depends on later ones. */
    TOP_K("top-k"),
    /** Each token by itself and what came before, as in sampling. */
    CAUSAL("causal");

    private final String text;

    RoutingMode(String text) {
        this.text = text;
    }

    @Override
    @JsonValue
    public String text() {
        return text;
    }
}
