package dev.isobath.training.data;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Counts the bytes of text that the tokens of a {@code tokenizer.json} stand for. */
@FunctionalInterface
interface TokenBytes {

    /** Counts the bytes of {@code tokens}, which follow the token {@code before}. */
    long count(int before, int... tokens);

    /** Makes text of tokens. */
    @FunctionalInterface
    interface Decoder {
        String decode(int... tokens);
    }

    /** Returns the count of a tokenizer whose characters stand for bytes. A token may then be a part of a character. */
    static TokenBytes ofByteLevel(Map<Integer, String> pieces) {
        Map<Integer, Long> lengths = new HashMap<>();
        pieces.forEach((token, piece) -> lengths.put(token, byteLevelLength(piece)));
        return (before, tokens) -> {
            long bytes = 0;
            for (int token : tokens) {
                bytes += lengths.getOrDefault(token, 0L);
            }
            return bytes;
        };
    }

    /** Each character of GPT-2's alphabet is one byte. A token with another character stands for its own words. */
    private static long byteLevelLength(String piece) {
        return piece.codePoints().allMatch(TokenBytes::standsForByte)
                ? piece.codePointCount(0, piece.length())
                : piece.getBytes(StandardCharsets.UTF_8).length;
    }

    private static boolean standsForByte(int character) {
        boolean written = (character >= '!' && character <= '~') || (character >= 0xA1 && character <= 0xFF);
        return (written && character != 0xAD) || (character >= 0x100 && character <= 0x143);
    }

    /**
     * Returns the count of a tokenizer by the text that it decodes to. A decoder may remove a space before the first token, and it does
     * so with the token before as well.
     */
    static TokenBytes ofDecoded(Decoder decoder) {
        return (before, tokens) -> {
            int[] all =
                    IntStream.concat(IntStream.of(before), IntStream.of(tokens)).toArray();
            return length(decoder.decode(all)) - length(decoder.decode(before));
        };
    }

    /** A byte of a character that is cut off at an end of the text is decoded to one U+FFFD. */
    private static long length(String text) {
        int begin = 0;
        int end = text.length();
        while (begin < end && text.charAt(begin) == '\uFFFD') {
            begin++;
        }
        while (end > begin && text.charAt(end - 1) == '\uFFFD') {
            end--;
        }
        long replaced = begin + (long) text.length() - end;
        return text.substring(begin, end).getBytes(StandardCharsets.UTF_8).length + replaced;
    }
}
