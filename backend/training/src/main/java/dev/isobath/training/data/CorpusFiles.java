package dev.isobath.training.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Where the data of an experiment lie.
 *
 * @param text the corpus in UTF-8, document after document with nothing between them
 * @param documents how long each document is, see {@link Documents}; null where the text is one document
 * @param tokenizer the {@code tokenizer.json} that the spec names; null where it names none
 * @param tokens folder that token files are kept in
 */
public record CorpusFiles(
        Content text, @Nullable Content documents, @Nullable Content tokenizer, Path tokens) {

    /**
     * A file that never changes.
     *
     * @param sha256 digest of its bytes, lower-case hexadecimal
     */
    public record Content(Path file, String sha256) {

        /** Reads the file once for its digest. */
        public static Content of(Path file) throws IOException {
            MessageDigest digest = Digests.sha256();
            try (InputStream in = Files.newInputStream(file)) {
                byte[] buffer = new byte[1 << 16];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    digest.update(buffer, 0, read);
                }
            }
            return new Content(file, HexFormat.of().formatHex(digest.digest()));
        }

        /** Takes the name of the file for its digest. */
        public static Content namedByDigest(Path file) {
            return new Content(file, String.valueOf(file.getFileName()));
        }
    }

    /** A text that is one document; token files go beside it. */
    public static CorpusFiles of(Path text) throws IOException {
        return new CorpusFiles(Content.of(text), null, null, text.resolveSibling(""));
    }
}
