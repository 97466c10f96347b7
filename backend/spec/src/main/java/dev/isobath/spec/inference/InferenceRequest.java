package dev.isobath.spec.inference;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** A request to compute something with the weights of a checkpoint. In JSON, the field {@code kind} names the type of request. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = InferenceRequest.Logits.class, name = InferenceRequest.Logits.KIND),
    @JsonSubTypes.Type(value = InferenceRequest.RoutingMap.class, name = InferenceRequest.RoutingMap.KIND),
    @JsonSubTypes.Type(value = InferenceRequest.Samples.class, name = InferenceRequest.Samples.KIND)
})
public sealed interface InferenceRequest {

    /** Returns the value of {@code kind} in JSON. */
    String kind();

    /**
     * A request for the model's output for each token of a text.
     *
     * @param text the text; it has at least one token and at most as many as the experiment's sequences
     * @param routing how routed blocks choose their tokens
     * @param whole whether the result holds all logits, or only the most likely next tokens
     */
    record Logits(String text, RoutingMode routing, boolean whole) implements InferenceRequest {

        public static final String KIND = "logits";

        @Override
        public String kind() {
            return KIND;
        }
    }

    /**
     * A request for the routing map of a text: which token goes through which block.
     *
     * @param text the text; it has at least one token and at most as many as the experiment's sequences
     * @param routing how routed blocks choose their tokens
     */
    record RoutingMap(String text, RoutingMode routing) implements InferenceRequest {

        public static final String KIND = "routing";

        @Override
        public String kind() {
            return KIND;
        }
    }

    /**
     * A request for continuations of a prompt. Each token is drawn from the model's distribution, with causal routing.
     *
     * @param prompt the prompt; it has at least one token and fewer than the experiment's sequences
     * @param tokens the most tokens to draw for each continuation; prompt and continuation together have at most as many tokens
     *     as the experiment's sequences
     * @param temperature the number that logits are divided by; with 0 the most likely token is taken each time
     * @param topP the probability mass of top-p sampling, above 0 and at most 1: only the most likely tokens that together have
     *     this probability are drawn from
     * @param seed the seed of the draws; the continuations of one request differ from each other
     * @param stop the stop texts; a continuation ends as soon as it contains one of them
     * @param count the number of continuations
     */
    record Samples(String prompt, int tokens, double temperature, double topP, long seed, List<String> stop, int count)
            implements InferenceRequest {

        public static final String KIND = "samples";

        @Override
        public String kind() {
            return KIND;
        }
    }
}
