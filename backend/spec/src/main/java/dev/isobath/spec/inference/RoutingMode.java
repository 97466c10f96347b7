package dev.isobath.spec.inference;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.isobath.spec.Named;

/** How a routed block chooses its tokens. A model without routed blocks gives the same result in both modes. */
public enum RoutingMode implements Named {
    /** The mode of training: a block takes the top k tokens of the whole text, so the choice depends on later tokens. */
    TOP_K("top-k"),
    /** The mode of sampling: the choice for a token depends on that token and earlier ones only. */
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
