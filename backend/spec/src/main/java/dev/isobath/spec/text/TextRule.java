package dev.isobath.spec.text;

import java.text.Normalizer;
import java.util.Optional;

/**
 * A rule for a text that people write. A text is normalised first and then checked. Lengths are counted in code points.
 *
 * @param least the fewest characters
 * @param most the most characters
 * @param severalLines whether the text may contain line breaks and tabs
 */
public record TextRule(int least, int most, boolean severalLines) {

    /** Returns the rule for a name: one line of 1 to {@code most} characters. */
    public static TextRule name(int most) {
        return new TextRule(1, most, false);
    }

    /** Returns the rule for a line that may be empty. */
    public static TextRule line(int most) {
        return new TextRule(0, most, false);
    }

    /** Returns the rule for a text of several lines that may be empty. */
    public static TextRule lines(int most) {
        return new TextRule(0, most, true);
    }

    /**
     * Returns the text in Unicode's normalisation form NFC and without white space at its ends. Two texts that look the same are equal
     * afterwards, whatever system they were typed on.
     */
    public static String normalise(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        int start = 0;
        int end = composed.length();
        while (start < end && isSpace(composed.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(composed.charAt(end - 1))) {
            end--;
        }
        return composed.substring(start, end);
    }

    private static boolean isSpace(char character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character);
    }

    /** Returns the first characters of a text, at most {@code most}. It never cuts a surrogate pair in two. */
    public static String shortened(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most));
    }

    /** Returns why a text is not Unicode text that a database can hold, or nothing when it is. */
    public static Optional<String> malformed(String text) {
        if (text.codePoints().anyMatch(point -> Character.getType(point) == Character.SURROGATE)) {
            return Optional.of("has half of a surrogate pair, which is no character");
        }
        return text.indexOf('\0') < 0 ? Optional.empty() : Optional.of("must not contain the character U+0000");
    }

    /** Returns why a normalised text breaks this rule, or nothing when it does not. */
    public Optional<String> violation(String text) {
        Optional<String> malformed = malformed(text);
        if (malformed.isPresent()) {
            return malformed;
        }
        if (text.codePoints().anyMatch(this::isForbidden)) {
            return Optional.of(
                    severalLines
                            ? "must not contain control characters other than line breaks and tabs"
                            : "must not contain control characters");
        }
        int length = text.codePointCount(0, text.length());
        if (length >= least && length <= most) {
            return Optional.empty();
        }
        return Optional.of(
                least == 0
                        ? "must have at most " + most + " characters"
                        : "must have " + least + " to " + most + " characters");
    }

    private boolean isForbidden(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL -> !(severalLines && (point == '\n' || point == '\r' || point == '\t'));
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> !severalLines;
            default -> false;
        };
    }
}
