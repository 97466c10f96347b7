package dev.isobath.server.corpora;

import java.util.Arrays;
import java.util.Optional;

/** The probable encoding of a file that is not UTF-8. */
sealed interface DetectedEncoding {

    /** Returns a text for users that names the encoding, when it is certain, and says what to do. */
    String hint();

    /**
     * An encoding that iconv converts.
     *
     * @param charset the name under which iconv knows it
     */
    record Known(String charset) implements DetectedEncoding {
        @Override
        public String hint() {
            return "it looks like %s; save it as UTF-8, or convert it, for example with: iconv -f %s -t UTF-8"
                    .formatted(charset, charset);
        }
    }

    /** What is known when the encoding is not. */
    enum Unknown implements DetectedEncoding {
        BINARY("it looks like a binary file; send plain text in UTF-8"),
        DAMAGED_UTF_8(
                "the text before it is UTF-8, so the file may be damaged, or joined from files of several encodings"),
        OTHER("save it as UTF-8, or convert it from the encoding that it was written in");

        private final String hint;

        Unknown(String hint) {
            this.hint = hint;
        }

        @Override
        public String hint() {
            return hint;
        }
    }

    /** The number of characters beyond ASCII after which a file is UTF-8. Fewer of them may be chance. */
    int MIN_UTF_8_CHARACTERS = 8;

    /** The fewest bytes by which UTF-16 without a byte order mark is recognised. */
    int MIN_BYTES = 8;

    /**
     * Detects the encoding.
     *
     * @param beginning the first bytes of the file
     * @param sample the bytes from the word on in which the first byte is that is not UTF-8
     * @param utf8Characters the number of characters beyond ASCII that were UTF-8 before that
     */
    static DetectedEncoding detect(byte[] beginning, byte[] sample, long utf8Characters) {
        Optional<DetectedEncoding> unicode = detectWideUnicode(beginning);
        if (unicode.isPresent()) {
            return unicode.get();
        } else if (hasControls(sample)) {
            return Unknown.BINARY;
        } else if (utf8Characters >= MIN_UTF_8_CHARACTERS) {
            return Unknown.DAMAGED_UTF_8;
        }
        return LegacyCharset.detect(sample)
                .<DetectedEncoding>map(charset -> new Known(charset.name()))
                .orElse(Unknown.OTHER);
    }

    /** Detects UTF-16 and UTF-32 by byte order marks (Unicode standard, section 23.8) or by the NULs between Latin letters. */
    private static Optional<DetectedEncoding> detectWideUnicode(byte[] beginning) {
        if (startsWith(beginning, 0xFF, 0xFE, 0, 0)) {
            return Optional.of(new Known("UTF-32LE"));
        } else if (startsWith(beginning, 0, 0, 0xFE, 0xFF)) {
            return Optional.of(new Known("UTF-32BE"));
        } else if (startsWith(beginning, 0xFF, 0xFE) || hasNulsOnlyAtParity(beginning, 1)) {
            return Optional.of(new Known("UTF-16LE"));
        } else if (startsWith(beginning, 0xFE, 0xFF) || hasNulsOnlyAtParity(beginning, 0)) {
            return Optional.of(new Known("UTF-16BE"));
        }
        return Optional.empty();
    }

    private static boolean hasControls(byte[] sample) {
        for (byte octet : sample) {
            if (Utf8ValidatingInputStream.isControl(octet & 0xFF)) {
                return true;
            }
        }
        return false;
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
}
