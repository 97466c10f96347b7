package dev.isobath.spec.inference;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.isobath.spec.Named;
import dev.isobath.spec.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a {@link InferenceRequest}; in JSON told apart by {@code kind}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = InferenceResult.Logits.class, name = InferenceRequest.Logits.KIND),
    @JsonSubTypes.Type(value = InferenceResult.Samples.class, name = InferenceRequest.Samples.KIND),
    @JsonSubTypes.Type(value = InferenceResult.Refused.class, name = "refused"),
    @JsonSubTypes.Type(value = InferenceResult.Failed.class, name = "failed")
})
public sealed interface InferenceResult {

    /**
     * To {@link InferenceRequest.Logits}.
     *
     * @param tokens T token numbers of the text
     * @param pieces the text of each token; a byte that is no character by itself is written {@code \xC3}
     * @param vocabulary V
     * @param logits T lists of V; those at position i are about token i + 1. NaN and infinities travel as strings. Null when they
     *     were not wanted
     * @param likely T lists of what is most likely next, the likeliest first
     * @param routed for each routed block the tokens it took
     */
    record Logits(
            List<Integer> tokens,
            List<String> pieces,
            int vocabulary,
            @Nullable List<List<Float>> logits,
            List<List<Likely>> likely,
            List<Routed> routed)
            implements InferenceResult {}

    /** A token that may come next. */
    record Likely(int token, String piece, double probability) {}

    /**
     * The tokens one routed block took.
     *
     * @param layer number of the block, from 0
     * @param tokens their positions in the text, from 0, ascending
     * @param weights the router's weight of each
     */
    record Routed(int layer, List<Integer> tokens, List<Float> weights) {}

    /**
     * To {@link InferenceRequest.Samples}.
     *
     * @param tokensPerSecond drawn over all continuations, the prompt's computation included
     */
    record Samples(List<Sample> samples, double tokensPerSecond) implements InferenceResult {}

    /**
     * One continuation, without its prompt.
     *
     * @param tokens T numbers of the tokens drawn
     * @param pieces T texts, as in {@link Logits}
     * @param depths T numbers: of the blocks each token went through
     */
    record Sample(String text, List<Integer> tokens, List<String> pieces, List<Integer> depths, Ended ended) {}

    /** Why a continuation ends where it does. */
    enum Ended implements Named {
        /** It has as many tokens as were asked for, or as the model can have in a sequence. */
        LENGTH("length"),
        /** A stop text appeared. */
        STOP("stop");

        private final String text;

        Ended(String text) {
            this.text = text;
        }

        @Override
        @JsonValue
        public String text() {
            return text;
        }
    }

    /**
     * The question cannot be asked of this checkpoint; asking again changes nothing.
     *
     * @param violations with pointers into the question's body
     */
    record Refused(List<Violation> violations) implements InferenceResult {}

    /**
     * The computation broke off.
     *
     * @param reason a sentence for people
     */
    record Failed(String reason) implements InferenceResult {}
}
