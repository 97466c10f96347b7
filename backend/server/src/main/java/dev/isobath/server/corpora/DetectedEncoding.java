package dev.isobath.server.corpora;

import java.util.Arrays;

/** The probable encoding of a file that is not UTF-8. */
enum DetectedEncoding {
    UTF_16LE("UTF-16LE"),
    UTF_16BE("UTF-16BE"),
    UTF_32LE("UTF-32LE"),
    UTF_32BE("UTF-32BE"),
    LATIN_1("ISO-8859-1"),
    WINDOWS_1252("WINDOWS-1252"),
    BINARY("");

    private static final int MIN_BYTES = 8;

    private final String charset;

    DetectedEncoding(String charset) {
        this.charset = charset;
    }

    /**
     * Guesses the encoding.
     *
     * @param beginning the first bytes of the file
     * @param around the bytes around the first one that is not UTF-8
     * @param wrong the first byte that is not UTF-8
     */
    static DetectedEncoding detect(byte[] beginning, byte[] around, int wrong) {
        // Byte order marks: Unicode standard, section 23.8.
        if (startsWith(beginning, 0xFF, 0xFE, 0, 0)) {
            return UTF_32LE;
        } else if (startsWith(beginning, 0, 0, 0xFE, 0xFF)) {
            return UTF_32BE;
        } else if (startsWith(beginning, 0xFF, 0xFE) || hasNulsOnlyAtParity(beginning, 1)) {
            return UTF_16LE;
        } else if (startsWith(beginning, 0xFE, 0xFF) || hasNulsOnlyAtParity(beginning, 0)) {
            return UTF_16BE;
        }
        for (byte octet : around) {
            if (Utf8ValidatingInputStream.isControl(octet & 0xFF)) {
                return BINARY;
            }
        }
        return wrong < 0xA0 ? WINDOWS_1252 : LATIN_1;
    }

    private static boolean startsWith(byte[] content, int... octets) {
        byte[] expected = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            expected[i] = (byte) octets[i];
        }
        return content.length >= expected.length
                && Arrays.equals(content, 0, expected.length, expected, 0, expected.length);
    }

    /** Returns whether every second byte is NUL and no other byte is, as in Latin letters in UTF-16 without a byte order mark. */
    private static boolean hasNulsOnlyAtParity(byte[] content, int parity) {
        if (content.length < MIN_BYTES) {
            return false;
        }
        for (int i = 0; i < content.length; i++) {
            if ((content[i] == 0) != (i % 2 == parity)) {
                return false;
            }
        }
        return true;
    }

    /** Returns a text for users that names the encoding and says what to do. */
    String hint() {
        return switch (this) {
            case BINARY -> "it looks like a binary file; send plain text in UTF-8";
            case UTF_16LE, UTF_16BE, UTF_32LE, UTF_32BE, LATIN_1, WINDOWS_1252 ->
                "it looks like %s; save it as UTF-8, or convert it, for example with: iconv -f %s -t UTF-8"
                        .formatted(charset, charset);
        };
    }
}
