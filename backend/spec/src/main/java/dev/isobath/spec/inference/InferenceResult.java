package dev.isobath.spec.inference;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.isobath.spec.Named;
import dev.isobath.spec.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of an {@link InferenceRequest}. In JSON, the field {@code kind} names the type of result. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = InferenceResult.Logits.class, name = InferenceRequest.Logits.KIND),
    @JsonSubTypes.Type(value = InferenceResult.RoutingMap.class, name = InferenceRequest.RoutingMap.KIND),
    @JsonSubTypes.Type(value = InferenceResult.Samples.class, name = InferenceRequest.Samples.KIND),
    @JsonSubTypes.Type(value = InferenceResult.Refused.class, name = "refused"),
    @JsonSubTypes.Type(value = InferenceResult.Failed.class, name = "failed")
})
public sealed interface InferenceResult {

    /**
     * The result of {@link InferenceRequest.Logits}.
     *
     * @param tokens the T token numbers of the text
     * @param pieces the text that each token adds; together they are the text. The piece of a token that ends inside a character is
     *     empty, and the character is in the piece of the token that completes it
     * @param vocabulary V, the number of distinct tokens
     * @param logits T lists of V logits; the logits at position i predict token i + 1. NaN and infinities are strings in JSON.
     *     The field is null when the request did not ask for all logits
     * @param likely T lists of the most likely next tokens, the most likely one first
     * @param routed the tokens that each routed block took
     * @param note what people have to know about how the result was computed, in sentences, or null
     */
    record Logits(
            List<Integer> tokens,
            List<String> pieces,
            int vocabulary,
            @Nullable List<List<Float>> logits,
            List<List<Likely>> likely,
            List<Routed> routed,
            @Nullable String note)
            implements InferenceResult {

        /** Makes a result about which there is nothing to know. */
        public Logits(
                List<Integer> tokens,
                List<String> pieces,
                int vocabulary,
                @Nullable List<List<Float>> logits,
                List<List<Likely>> likely,
                List<Routed> routed) {
            this(tokens, pieces, vocabulary, logits, likely, routed, null);
        }
    }

    /**
     * A token that may come next.
     *
     * @param piece the text of the token by itself; a byte that is not a character by itself is written {@code \xC3}
     */
    record Likely(int token, String piece, double probability) {}

    /**
     * The tokens one routed block took.
     *
     * @param layer the number of the block, counted from 0
     * @param tokens the positions of the tokens in the text, counted from 0, in ascending order
     * @param weights the router weight of each of these tokens
     */
    record Routed(int layer, List<Integer> tokens, List<Float> weights) {}

    /**
     * The result of {@link InferenceRequest.RoutingMap}. T tokens went through L blocks or around them. NaN and infinities are
     * strings in JSON.
     *
     * @param tokens the T token numbers of the text
     * @param pieces the T texts of these tokens, as in {@link Logits}
     * @param losses the cross-entropy of the next token at each position, in nats; null at the last one, whose next token is not in
     *     the text
     * @param entropies the entropy of the distribution of the next token at each position, in nats
     * @param depths the number of blocks that each token went through, as in {@link Sample}
     * @param blocks the L blocks in their order
     * @param experts E, the number of real experts of a block; 0 for a model without experts
     * @param noOps the number of no-ops of a block; 0 for a model without them
     * @param note what people have to know about how the result was computed, in sentences, or null
     */
    record RoutingMap(
            List<Integer> tokens,
            List<String> pieces,
            List<@Nullable Double> losses,
            List<Double> entropies,
            List<Integer> depths,
            List<MappedBlock> blocks,
            int experts,
            int noOps,
            @Nullable String note)
            implements InferenceResult {

        /** Returns how many values the map has in JSON, where a list in a list counts twice. */
        public long size() {
            return 5L * tokens.size()
                    + blocks.stream().mapToLong(MappedBlock::size).sum();
        }
    }

    /**
     * What one block did with each of T tokens.
     *
     * @param layer the number of the block, counted from 0
     * @param routed whether tokens may go around the block
     * @param entered whether each token was among those that attend to each other in the block; null where the block is not routed,
     *     because all tokens are
     * @param through whether each token went through the block as a whole: it entered, and in a block with experts at least one
     *     expert took it
     * @param weights the router weight of each token, also of those that went around; null where the block is not routed. With
     *     stochastic routing they are the draws that take the place of router outputs
     * @param sigmoid whether {@code weights} are sigmoids of the router outputs; false where the block is not routed
     * @param threshold what the router output had to be above in a block that chooses by a learned threshold; null for any other
     *     block, and where the block takes every token
     * @param probabilities the probability that the top-k choice takes each token, as the causal choice sees it: the sigmoid of the
     *     predictor's output, or of the router's where the auxiliary loss taught it; null where nothing was taught
     * @param paths the paths that took each token in a block with experts: real experts from 0, then no-ops; null in a block
     *     without experts. The list of a token that no path took is empty, and so is that of a token that did not enter
     * @param shares the share of the softmax that each of these paths has for the token, in the same order; null in a block without
     *     experts
     */
    record MappedBlock(
            int layer,
            boolean routed,
            @Nullable List<Boolean> entered,
            List<Boolean> through,
            @Nullable List<Float> weights,
            boolean sigmoid,
            @Nullable Double threshold,
            @Nullable List<Float> probabilities,
            @Nullable List<List<Integer>> paths,
            @Nullable List<List<Float>> shares) {

        private long size() {
            long size = through.size() + count(entered) + count(weights) + count(probabilities);
            return size + 4 * count(paths) + 2 * taken();
        }

        private long taken() {
            return paths == null ? 0 : paths.stream().mapToLong(List::size).sum();
        }

        private static long count(@Nullable List<?> list) {
            return list == null ? 0 : list.size();
        }
    }

    /**
     * The result of {@link InferenceRequest.Samples}.
     *
     * @param tokensPerSecond the number of tokens drawn in all continuations divided by the seconds that they took; the seconds
     *     include the computation of the prompt
     * @param note what people have to know about how the result was computed, in sentences, or null
     */
    record Samples(
            List<Sample> samples,
            double tokensPerSecond,
            @Nullable String note) implements InferenceResult {

        /** Makes a result about which there is nothing to know. */
        public Samples(List<Sample> samples, double tokensPerSecond) {
            this(samples, tokensPerSecond, null);
        }
    }

    /**
     * One continuation, without its prompt.
     *
     * @param text the text of the continuation as it stands after the prompt, for example with its first space
     * @param tokens the T numbers of the tokens drawn
     * @param pieces the T texts of these tokens, as in {@link Logits}
     * @param depths the T numbers of blocks that each token went through
     * @param ended why the continuation ends
     */
    record Sample(String text, List<Integer> tokens, List<String> pieces, List<Integer> depths, Ended ended) {}

    /** Why a continuation ends where it does. */
    enum Ended implements Named {
        /** The continuation has the number of tokens asked for, or fills the model's sequence length. */
        LENGTH("length"),
        /** The continuation contains a stop text. */
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
     * This checkpoint cannot serve the request. The same request is refused every time.
     *
     * @param violations the errors, with pointers into the body of the request
     */
    record Refused(List<Violation> violations) implements InferenceResult {}

    /**
     * The computation failed.
     *
     * @param reason a sentence for people that says why
     */
    record Failed(String reason) implements InferenceResult {}
}
