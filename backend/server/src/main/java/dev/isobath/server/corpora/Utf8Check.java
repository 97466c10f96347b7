package dev.isobath.server.corpora;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Lets text through and refuses what is no text: bytes that are not UTF-8 (RFC 3629: no overlong forms, no surrogates,
 * nothing beyond U+10FFFF), and NUL, which only binary files have.
 */
final class Utf8Check extends FilterInputStream {

    static final int PREVIEW_CHARACTERS = 300;
    /** A character takes four bytes at most. */
    private static final int BEGINNING = 4 * PREVIEW_CHARACTERS;

    private final String pointer;
    private final byte[] beginning = new byte[BEGINNING];
    private long bytes;
    private long started;
    private int missing;
    /** Range of the next byte inside a character. */
    private int low = 0x80;

    private int high = 0xBF;

    /**
     * Reads what a pointer of the request holds.
     *
     * @param pointer where the text is, for the refusal
     */
    Utf8Check(InputStream text, String pointer) {
        super(text);
        this.pointer = pointer;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = super.read(into, offset, length);
        if (count < 0) {
            end();
            return count;
        }
        if (bytes < BEGINNING) {
            System.arraycopy(into, offset, beginning, (int) bytes, (int) Math.min(count, BEGINNING - bytes));
        }
        for (int i = offset; i < offset + count; i++) {
            check(into[i] & 0xFF);
            bytes++;
        }
        return count;
    }

    @Override
    public long skip(long count) {
        throw new UnsupportedOperationException("every byte has to be looked at");
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** The first characters, whole ones only; complete once all is read. */
    String preview() {
        String text = new String(Arrays.copyOf(beginning, (int) Math.min(bytes, BEGINNING)), StandardCharsets.UTF_8);
        int characters = Math.min(PREVIEW_CHARACTERS, text.codePointCount(0, text.length()));
        return text.substring(0, text.offsetByCodePoints(0, characters));
    }

    private void check(int octet) {
        if (missing > 0) {
            if (octet < low || octet > high) {
                throw NotText.notUtf8(pointer, started);
            }
            low = 0x80;
            high = 0xBF;
            missing--;
        } else if (octet == 0) {
            throw NotText.nul(pointer, bytes);
        } else if (octet >= 0x80) {
            start(octet);
        }
    }

    /** First byte of a character of more than one, by the table of RFC 3629 section 4. */
    private void start(int octet) {
        started = bytes;
        if (octet >= 0xC2 && octet <= 0xDF) {
            missing = 1;
        } else if (octet >= 0xE0 && octet <= 0xEF) {
            missing = 2;
            low = octet == 0xE0 ? 0xA0 : 0x80;
            high = octet == 0xED ? 0x9F : 0xBF;
        } else if (octet >= 0xF0 && octet <= 0xF4) {
            missing = 3;
            low = octet == 0xF0 ? 0x90 : 0x80;
            high = octet == 0xF4 ? 0x8F : 0xBF;
        } else {
            throw NotText.notUtf8(pointer, started);
        }
    }

    private void end() {
        if (missing > 0) {
            throw NotText.notUtf8(pointer, started);
        }
        if (bytes < NotText.LEAST_BYTES) {
            throw NotText.tooShort(pointer, bytes);
        }
    }
}
