package dev.isobath.training.sampling;

import dev.isobath.spec.Tokenizer;
import dev.isobath.spec.inference.InferenceResult;
import dev.isobath.training.data.TextTokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** A model's tokens as people read them. */
final class TokenText {

    /** How many tokens are named as likely to come next. */
    private static final int LIKELY = 10;

    private static final int ASCII = 128;

    private final TextTokenizer tokenizer;
    private final boolean bytes;

    TokenText(TextTokenizer tokenizer, Tokenizer spec) {
        this.tokenizer = tokenizer;
        bytes = spec instanceof Tokenizer.Bytes;
    }

    /** The text of each token by itself. */
    List<String> pieces(int[] tokens) {
        return Arrays.stream(tokens).mapToObj(this::piece).toList();
    }

    private String piece(int token) {
        return bytes && token >= ASCII ? "\\x%02X".formatted(token) : tokenizer.decode(token);
    }

    /** The likeliest next tokens, given the logits of all, the likeliest first and of equal ones the lower. */
    List<InferenceResult.Likely> likely(double[] logits) {
        double largest = Arrays.stream(logits).max().orElse(0);
        double total =
                Arrays.stream(logits).map(logit -> Math.exp(logit - largest)).sum();
        boolean[] named = new boolean[logits.length];
        List<InferenceResult.Likely> likely = new ArrayList<>();
        for (int i = 0; i < Math.min(LIKELY, logits.length); i++) {
            int best = -1;
            for (int token = 0; token < logits.length; token++) {
                if (!named[token] && (best < 0 || logits[token] > logits[best])) {
                    best = token;
                }
            }
            named[best] = true;
            likely.add(new InferenceResult.Likely(best, piece(best), Math.exp(logits[best] - largest) / total));
        }
        return likely;
    }

    /** Whether the last of some tokens completes one of the stop texts. */
    Predicate<int[]> stops(List<String> stop) {
        // A token is a byte of text at least, so an older one has no part in a stop text that is just complete.
        int longest = stop.stream()
                .mapToInt(text -> text.getBytes(StandardCharsets.UTF_8).length)
                .max()
                .orElse(0);
        return tokens -> {
            if (longest == 0) {
                return false;
            }
            int[] end = Arrays.copyOfRange(tokens, Math.max(0, tokens.length - longest), tokens.length);
            String text = tokenizer.decode(end);
            return stop.stream().anyMatch(one -> !one.isEmpty() && text.contains(one));
        };
    }
}
