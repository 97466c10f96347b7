package dev.isobath.server.corpora;

import dev.isobath.server.storage.Blob;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A text to train on.
 *
 * @param bytes the length of the text in UTF-8
 * @param sha256 the digest under which the text is stored
 * @param documents the number of documents in the text
 * @param index the index of the documents, with a line for each: its length in bytes, a tab, and its name; null for a single
 *     document
 */
public record Corpus(
        UUID id,
        String name,
        long bytes,
        String sha256,
        long documents,
        @Nullable Blob index) {

    /**
     * Returns the most tokens that any tokenizer makes of the text: one per byte, and one at the end of each document when
     * there are several.
     */
    public long mostTokens() {
        return documents > 1 ? bytes + documents : bytes;
    }
}
