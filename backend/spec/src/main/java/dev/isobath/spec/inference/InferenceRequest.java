package dev.isobath.spec.inference;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** Something to compute with a checkpoint's weights; in JSON told apart by {@code kind}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = InferenceRequest.Logits.class, name = InferenceRequest.Logits.KIND),
    @JsonSubTypes.Type(value = InferenceRequest.Samples.class, name = InferenceRequest.Samples.KIND)
})
public sealed interface InferenceRequest {

    /** What it is called in JSON. */
    String kind();

    /**
     * The model's output for each token of a text.
     *
     * @param text at least one token, at most a sequence of the experiment's
     * @param whole whether all logits are wanted, or only what is likely next
     */
    record Logits(String text, RoutingMode routing, boolean whole) implements InferenceRequest {

        public static final String KIND = "logits";

        @Override
        public String kind() {
            return KIND;
        }
    }

    /**
     * Continuations of a prompt, each token drawn from the model's distribution, routed causally.
     *
     * @param prompt at least one token, and shorter than a sequence of the experiment's
     * @param tokens most tokens to draw for each continuation; with its prompt it has at most a sequence's
     * @param temperature what logits are divided by; 0 takes the most likely token each time
     * @param topP draws only among the likeliest tokens that together have this probability, above 0 and at most 1
     * @param seed of the draws; continuation number i of {@code count} differs from the others
     * @param stop a continuation ends as soon as it has one of these in it
     * @param count how many continuations
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
