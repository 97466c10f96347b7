package dev.isobath.server.corpora;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.util.Arrays;

/** The byte order mark, U+FEFF at the beginning of a file. It says that a file is UTF-8 and is not part of the text. */
final class ByteOrderMark {

    private static final byte[] UTF_8 = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private ByteOrderMark() {}

    /** Moves behind the mark of a text that has just been opened. */
    static void skip(BufferedInputStream text) throws IOException {
        text.mark(UTF_8.length);
        if (!Arrays.equals(text.readNBytes(UTF_8.length), UTF_8)) {
            text.reset();
        }
    }
}
