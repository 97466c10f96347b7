package dev.isobath.training.sampling;

import dev.isobath.spec.Tokenizer;
import dev.isobath.spec.inference.InferenceResult;
import dev.isobath.training.data.TextTokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** A model's tokens as people read them. */
final class TokenText {

    /** How many tokens are named as likely to come next. */
    private static final int LIKELY = 10;

    private static final int ASCII = 128;

    /** What a decoder writes for bytes that are no whole character. */
    private static final char NO_CHARACTER = '\uFFFD';

    private final TextTokenizer tokenizer;
    private final boolean bytes;

    TokenText(TextTokenizer tokenizer, Tokenizer spec) {
        this.tokenizer = tokenizer;
        bytes = spec instanceof Tokenizer.Bytes;
    }

    /**
     * What each of some tokens adds to the text of the tokens before it. All of it together is the text. A character of several tokens
     * is with the last of them, and the others have an empty piece.
     */
    List<String> pieces(int[] before, int[] tokens) {
        int[] all = joined(before, tokens);
        List<String> pieces = new ArrayList<>();
        // A decoder looks at the tokens before only for the first space and for the bytes of a character, so that the
        // tokens of the last
        // whole piece are enough.
        int context = 0;
        int read = before.length;
        for (int end = read + 1; end <= all.length; end++) {
            String known = decode(all, context, read);
            String text = decode(all, context, end);
            String piece = text.substring(Math.min(known.length(), text.length()));
            boolean whole = piece.isEmpty() || piece.charAt(piece.length() - 1) != NO_CHARACTER || end == all.length;
            pieces.add(whole ? piece : "");
            if (whole && !piece.isEmpty()) {
                context = read;
                read = end;
            }
        }
        return pieces;
    }

    private String decode(int[] tokens, int from, int to) {
        return tokenizer.decode(Arrays.copyOfRange(tokens, from, to));
    }

    /** A token by itself. */
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

    /** Whether the text of tokens that follow a prompt contains one of the stop texts. */
    Predicate<int[]> stops(int[] prompt, List<String> stop) {
        List<String> texts = stop.stream().filter(text -> !text.isEmpty()).toList();
        int known = tokenizer.decode(prompt).length();
        return tokens -> {
            if (texts.isEmpty()) {
                return false;
            }
            String text = tokenizer.decode(joined(prompt, tokens));
            return texts.stream().anyMatch(one -> text.indexOf(one, known) >= 0);
        };
    }

    private static int[] joined(int[] before, int[] tokens) {
        return IntStream.concat(Arrays.stream(before), Arrays.stream(tokens)).toArray();
    }
}
