package dev.isobath.server.corpora;

import dev.isobath.server.storage.Blob;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A text to learn from.
 *
 * @param bytes its length in UTF-8
 * @param sha256 digest under which it is stored
 * @param documents how many it is made of
 * @param index where each ends, a line for each: its length in bytes, a tab, its name; null for a single document
 */
public record Corpus(
        UUID id,
        String name,
        long bytes,
        String sha256,
        long documents,
        @Nullable Blob index) {

    /** Most tokens that any tokenizer makes of it: one a byte, and one at the end of each of several documents. */
    public long mostTokens() {
        return documents > 1 ? bytes + documents : bytes;
    }
}
