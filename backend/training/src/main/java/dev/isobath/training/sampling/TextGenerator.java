package dev.isobath.training.sampling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Continues texts together. Each text ends when it is long enough or is stopped. */
final class TextGenerator {

    private final CachedDecoder decoder;
    private final int longest;

    /**
     * Makes a generator.
     *
     * @param longest the largest number of tokens of a text with its prompt, S
     */
    TextGenerator(CachedDecoder decoder, int longest) {
        this.decoder = decoder;
        this.longest = longest;
    }

    /**
     * One continuation.
     *
     * @param tokens the tokens that were drawn
     * @param depths the number of blocks that took each of them
     * @param stopped whether it was stopped; otherwise it has the length that was asked for, or the longest that is possible
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Drawn(int[] tokens, int[] depths, boolean stopped) {}

    /**
     * Draws continuations.
     *
     * @param prompts the prompts; each has at least one token and is shorter than S
     * @param count the number of continuations of each prompt
     * @param tokens the largest number of tokens to draw for each continuation
     * @param stops returns whether a continuation ends with the last of these tokens
     * @return the continuations of the first prompt, then those of the second, and so on
     */
    List<Drawn> draw(List<int[]> prompts, int count, int tokens, TopPSampler sampler, Predicate<int[]> stops) {
        int longestPrompt =
                prompts.stream().mapToInt(prompt -> prompt.length).max().orElse(0);
        int room = (int) Math.min(longest, (long) longestPrompt + tokens);
        List<Text> texts = new ArrayList<>();
        try (CachedDecoder.Texts state = decoder.texts(prompts.size() * count, room)) {
            for (int[] prompt : prompts) {
                int first = texts.size();
                double[] logits = state.begin(first, prompt).logits();
                for (int i = 0; i < count; i++) {
                    if (i > 0) {
                        state.repeat(first + i, first);
                    }
                    texts.add(new Text(first + i, prompt.length, Math.min(tokens, longest - prompt.length), logits));
                }
            }
            for (List<Text> active = texts; !active.isEmpty(); ) {
                active.forEach(text -> text.draw(sampler, stops));
                // The last token of a text goes through the blocks too, because its depth is reported.
                CachedDecoder.Next next = state.advance(
                        active.stream().mapToInt(text -> text.number).toArray(),
                        active.stream().mapToInt(Text::last).toArray());
                int vocabulary = next.logits().length / active.size();
                for (int i = 0; i < active.size(); i++) {
                    active.get(i)
                            .advanced(
                                    Arrays.copyOfRange(next.logits(), i * vocabulary, (i + 1) * vocabulary),
                                    next.depths()[i]);
                }
                active = active.stream().filter(text -> !text.ended()).toList();
            }
        }
        return texts.stream().map(Text::drawn).toList();
    }

    private static final class Text {

        private final int number;
        private final int promptLength;
        private final int[] tokens;
        private final int[] depths;
        private double[] logits;
        private int count;
        private boolean stopped;

        Text(int number, int promptLength, int most, double[] logits) {
            this.number = number;
            this.promptLength = promptLength;
            this.logits = logits;
            tokens = new int[most];
            depths = new int[most];
        }

        void draw(TopPSampler sampler, Predicate<int[]> stops) {
            tokens[count] = sampler.draw(logits, number, promptLength + count);
            count++;
            stopped = stops.test(Arrays.copyOf(tokens, count));
        }

        int last() {
            return tokens[count - 1];
        }

        void advanced(double[] logits, int depth) {
            this.logits = logits;
            depths[count - 1] = depth;
        }

        boolean ended() {
            return stopped || count == tokens.length;
        }

        Drawn drawn() {
            return new Drawn(
                    Arrays.copyOf(tokens, count),
                    IntStream.of(depths).limit(count).toArray(),
                    stopped);
        }
    }
}
