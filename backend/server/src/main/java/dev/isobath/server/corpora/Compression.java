package dev.isobath.server.corpora;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** The compression of an uploaded file. It is recognised by the first bytes of the file, whatever its name is. */
enum Compression {
    /** RFC 1952. */
    GZIP("gzip"),
    /** RFC 8878. The expansion needs up to 128 MiB of native memory, which is the default limit of the command zstd. */
    ZSTD("zstd");

    /** The number of bytes by which a compression is recognised. */
    static final int MAGIC_BYTES = 4;

    private static final int BUFFER_BYTES = 1 << 16;

    private final String command;

    Compression(String command) {
        this.command = command;
    }

    /** Returns the compression of a file that begins with the given bytes, or nothing when it is not compressed. */
    static Optional<Compression> of(byte[] beginning) {
        if (beginning.length >= 2 && beginning[0] == 0x1F && beginning[1] == (byte) 0x8B) {
            return Optional.of(GZIP);
        }
        byte[] frame = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD};
        return Arrays.equals(beginning, frame) || isSkippableFrame(beginning) ? Optional.of(ZSTD) : Optional.empty();
    }

    /** Returns whether the bytes begin a frame without content (RFC 8878, section 3.1.2), which some programs write first. */
    private static boolean isSkippableFrame(byte[] beginning) {
        return beginning.length == MAGIC_BYTES
                && (beginning[0] & 0xF0) == 0x50
                && beginning[1] == 0x2A
                && beginning[2] == 0x4D
                && beginning[3] == 0x18;
    }

    /** Returns the name of a file without the extension of a compression. */
    static String removeExtension(String file) {
        String lower = file.toLowerCase(Locale.ROOT);
        for (String extension : new String[] {".gz", ".zst", ".zstd"}) {
            if (lower.endsWith(extension)) {
                return file.substring(0, file.length() - extension.length());
            }
        }
        return file;
    }

    InputStream expand(InputStream compressed) throws IOException {
        return switch (this) {
            case GZIP -> new GZIPInputStream(compressed, BUFFER_BYTES);
            case ZSTD -> new ZstdInputStreamNoFinalizer(compressed);
        };
    }

    /** Returns a text for users that says why a file cannot be expanded. */
    String describe(IOException failure) {
        return failure instanceof ZstdIOException zstd && zstd.getErrorCode() == Zstd.errFrameParameterWindowTooLarge()
                ? "is compressed with a window of more than 128 MiB; compress it again with --long=27 or without --long"
                : "is a damaged or incomplete %s file; test it with: %s -t".formatted(command, command);
    }

    /** Returns the name of the program that compresses and expands such files. */
    String command() {
        return command;
    }
}
