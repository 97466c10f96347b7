package dev.isobath.server.corpora;

import dev.isobath.server.problems.BadRequestException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A stream that passes text on and fails when its content is not text. It refuses bytes that are not UTF-8 (RFC 3629: no
 * overlong forms, no surrogates, nothing beyond U+10FFFF) and control characters other than white space, which only binary
 * files have.
 */
final class Utf8ValidatingInputStream extends FilterInputStream {

    /** The number of bytes at the beginning by which UTF-16 and UTF-32 are recognised. */
    private static final int CONTEXT_BYTES = 64;

    /** The number of bytes from a wrong one on by which other encodings are recognised. The detector uses no more. */
    private static final int SAMPLE_BYTES = 8_000;

    private final UploadLocation location;
    private final byte[] beginning = new byte[CONTEXT_BYTES];
    private long bytes;
    private long lines;
    /** Characters of more than one byte. */
    private long characters;

    private long characterStart;
    private int continuationBytesLeft;
    /** The range of the next continuation byte. */
    private int low = 0x80;

    private int high = 0xBF;

    /**
     * Reads a file of the request.
     *
     * @param location the location of the file, for errors
     */
    Utf8ValidatingInputStream(InputStream text, UploadLocation location) {
        super(text);
        this.location = location;
    }

    /**
     * Returns whether a character is a control character other than tab, line feed, vertical tab, form feed and carriage
     * return.
     */
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
            if (continuationBytesLeft > 0) {
                throw UploadErrors.cutOff(location, characterStart);
            }
            return count;
        }
        if (bytes < CONTEXT_BYTES) {
            System.arraycopy(into, offset, beginning, (int) bytes, (int) Math.min(count, CONTEXT_BYTES - bytes));
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

    private void check(byte[] buffer, int at, int from, int to) throws IOException {
        int octet = buffer[at] & 0xFF;
        if (continuationBytesLeft > 0) {
            if (octet < low || octet > high) {
                throw notUtf8(buffer, at, from, to);
            }
            low = 0x80;
            high = 0xBF;
            continuationBytesLeft--;
            characters += continuationBytesLeft == 0 ? 1 : 0;
        } else if (octet >= 0x80) {
            characterStart = bytes;
            if (!startCharacter(octet)) {
                throw notUtf8(buffer, at, from, to);
            }
        } else if (octet == '\n') {
            lines++;
        } else if (isControl(octet)) {
            throw UploadErrors.control(location, octet, bytes, lines + 1, likelyEncoding(buffer, at, from, to));
        }
    }

    /** Starts a character of several bytes. Returns false when its first byte is not one of the table in RFC 3629, section 4. */
    private boolean startCharacter(int octet) {
        if (octet >= 0xC2 && octet <= 0xDF) {
            continuationBytesLeft = 1;
        } else if (octet >= 0xE0 && octet <= 0xEF) {
            continuationBytesLeft = 2;
            low = octet == 0xE0 ? 0xA0 : 0x80;
            high = octet == 0xED ? 0x9F : 0xBF;
        } else if (octet >= 0xF0 && octet <= 0xF4) {
            continuationBytesLeft = 3;
            low = octet == 0xF0 ? 0x90 : 0x80;
            high = octet == 0xF4 ? 0x8F : 0xBF;
        } else {
            return false;
        }
        return true;
    }

    private BadRequestException notUtf8(byte[] buffer, int at, int from, int to) throws IOException {
        return UploadErrors.notUtf8(location, characterStart, lines + 1, likelyEncoding(buffer, at, from, to));
    }

    /** Reads on in the file, because the more text there is the better an encoding is recognised. */
    private DetectedEncoding likelyEncoding(byte[] buffer, int at, int from, int to) throws IOException {
        byte[] ahead = in.readNBytes(SAMPLE_BYTES);
        int known = (int) Math.min(CONTEXT_BYTES, bytes - (at - from) + (to - from));
        byte[] start = concatenate(Arrays.copyOf(beginning, known), known < CONTEXT_BYTES ? ahead : new byte[0]);
        byte[] sample = concatenate(Arrays.copyOfRange(buffer, wordStart(buffer, at, from), to), ahead);
        return DetectedEncoding.detect(
                Arrays.copyOf(start, Math.min(start.length, CONTEXT_BYTES)),
                Arrays.copyOf(sample, Math.min(sample.length, SAMPLE_BYTES)),
                characters);
    }

    /** Returns the place after the last byte that is no part of a longer character in any encoding, such as a space. */
    private static int wordStart(byte[] buffer, int at, int from) {
        int start = at;
        while (start > from && (buffer[start - 1] & 0xFF) >= '0') {
            start--;
        }
        return start;
    }

    private static byte[] concatenate(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
