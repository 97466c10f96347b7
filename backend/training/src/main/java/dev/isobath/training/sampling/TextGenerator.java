package dev.isobath.training.sampling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Continues texts, all of them together, each until it is long enough or is stopped. */
final class TextGenerator {

    private final CachedDecoder decoder;
    private final int longest;

    /** @param longest S, tokens that a text may have with its prompt */
    TextGenerator(CachedDecoder decoder, int longest) {
        this.decoder = decoder;
        this.longest = longest;
    }

    /**
     * One continuation.
     *
     * @param tokens drawn
     * @param depths how many blocks took each of them
     * @param stopped whether it was stopped; else it is as long as it was to be, or could be
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Drawn(int[] tokens, int[] depths, boolean stopped) {}

    /**
     * Draws.
     *
     * @param prompts each at least one token and shorter than S
     * @param count continuations of each prompt
     * @param tokens most to draw for each
     * @param stops whether a continuation ends with the last of these tokens
     * @return the continuations of the first prompt, then those of the second, and so on
     */
    List<Drawn> draw(List<int[]> prompts, int count, int tokens, TopPSampler drawing, Predicate<int[]> stops) {
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
            for (List<Text> going = texts; !going.isEmpty(); ) {
                going.forEach(text -> text.draw(drawing, stops));
                // The last token of a text goes through the blocks too: its depth is asked for.
                CachedDecoder.Next next = state.advance(
                        going.stream().mapToInt(text -> text.number).toArray(),
                        going.stream().mapToInt(Text::last).toArray());
                int vocabulary = next.logits().length / going.size();
                for (int i = 0; i < going.size(); i++) {
                    going.get(i)
                            .advanced(
                                    Arrays.copyOfRange(next.logits(), i * vocabulary, (i + 1) * vocabulary),
                                    next.depths()[i]);
                }
                going = going.stream().filter(text -> !text.ended()).toList();
            }
        }
        return texts.stream().map(Text::drawn).toList();
    }

    private static final class Text {

        private final int number;
        private final int begun;
        private final int[] tokens;
        private final int[] depths;
        private double[] logits;
        private int count;
        private boolean stopped;

        Text(int number, int begun, int most, double[] logits) {
            this.number = number;
            this.begun = begun;
            this.logits = logits;
            tokens = new int[most];
            depths = new int[most];
        }

        void draw(TopPSampler drawing, Predicate<int[]> stops) {
            tokens[count] = drawing.draw(logits, number, begun + count);
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
