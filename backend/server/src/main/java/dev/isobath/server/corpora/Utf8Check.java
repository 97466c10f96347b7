package dev.isobath.server.corpora;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Lets text through and refuses what is no text: bytes that are not UTF-8 (RFC 3629: no overlong forms, no surrogates,
 * nothing beyond U+10FFFF), and control characters other than white space, which only binary files have.
 */
final class Utf8Check extends FilterInputStream {

    /** Bytes of the beginning, and around a wrong one, by which another encoding is recognised. */
    private static final int LOOK = 64;

    private final Place place;
    private final byte[] beginning = new byte[LOOK];
    private long bytes;
    private long lines;
    private long started;
    private int missing;
    /** Range of the next byte inside a character. */
    private int low = 0x80;

    private int high = 0xBF;

    /**
     * Reads a file of the request.
     *
     * @param place where it is, for the refusal
     */
    Utf8Check(InputStream text, Place place) {
        super(text);
        this.place = place;
    }

    /** Whether a character is a control character other than tab, line feed, vertical tab, form feed and carriage return. */
    static boolean isControl(int octet) {
        return octet < '\t' || (octet > '\r' && octet < ' ') || octet == 0x7F;
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
            if (missing > 0) {
                throw NotText.cutOff(place, started);
            }
            return count;
        }
        if (bytes < LOOK) {
            System.arraycopy(into, offset, beginning, (int) bytes, (int) Math.min(count, LOOK - bytes));
        }
        for (int i = offset; i < offset + count; i++) {
            check(into, i, offset, offset + count);
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

    private void check(byte[] buffer, int at, int from, int to) {
        int octet = buffer[at] & 0xFF;
        if (missing > 0) {
            if (octet < low || octet > high) {
                throw notUtf8(buffer, at, from, to);
            }
            low = 0x80;
            high = 0xBF;
            missing--;
        } else if (octet >= 0x80) {
            started = bytes;
            if (!start(octet)) {
                throw notUtf8(buffer, at, from, to);
            }
        } else if (octet == '\n') {
            lines++;
        } else if (isControl(octet)) {
            throw NotText.control(place, octet, bytes, lines + 1, likely(buffer, at, from, to));
        }
    }

    /** First byte of a character of more than one, by the table of RFC 3629 section 4. */
    private boolean start(int octet) {
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
            return false;
        }
        return true;
    }

    private RuntimeException notUtf8(byte[] buffer, int at, int from, int to) {
        return NotText.notUtf8(place, started, lines + 1, likely(buffer, at, from, to));
    }

    private Encoding likely(byte[] buffer, int at, int from, int to) {
        int known = (int) Math.min(LOOK, bytes - (at - from) + (to - from));
        // The byte a character began with, where the one at hand only shows that it is none.
        int back = (int) Math.min(at - from, bytes - started);
        int wrong = buffer[missing > 0 ? at - back : at] & 0xFF;
        byte[] around = Arrays.copyOfRange(buffer, Math.max(from, at - LOOK), Math.min(to, at + LOOK));
        return Encoding.of(Arrays.copyOf(beginning, known), around, wrong);
    }
}
