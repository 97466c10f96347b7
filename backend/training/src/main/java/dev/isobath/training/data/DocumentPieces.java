package dev.isobath.training.data;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Cuts a long document into pieces that are tokenised one by one. A piece ends before a space inside a line: GPT-2's tokenizer and
 * those like it never put a word and the space after it into one token, so the pieces give the tokens of the whole. A text without
 * such a space in {@link #LONGEST} bytes is cut after a line, or between two characters. Where the cuts lie depends on the text alone.
 */
final class DocumentPieces {

    /** Bytes of the longest piece. Documents up to this are tokenised whole. */
    static final int LONGEST = 1 << 16;

    private DocumentPieces() {}

    /** End of the piece of [from, to) that begins at {@code from}. */
    static long end(MemorySegment text, long from, long to) {
        if (to - from <= LONGEST) {
            return to;
        }
        long limit = from + LONGEST;
        for (long at = limit - 1; at > from; at--) {
            if (octet(text, at) == ' ' && !isWhite(octet(text, at - 1)) && !isWhite(octet(text, at + 1))) {
                return at;
            }
        }
        for (long at = limit; at > from; at--) {
            if (octet(text, at - 1) == '\n' && !isWhite(octet(text, at))) {
                return at;
            }
        }
        return Split.beginningOfCharacter(text, limit);
    }

    private static byte octet(MemorySegment text, long at) {
        return text.get(ValueLayout.JAVA_BYTE, at);
    }

    private static boolean isWhite(byte octet) {
        return octet == ' ' || (octet >= '\t' && octet <= '\r');
    }
}
