package dev.isobath.server.corpora;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A corpus as clients see it.
 *
 * @param documents the number of documents in the corpus
 * @param createdBy the name of the user who uploaded it, or null when the account does not exist any more
 * @param preview the first 300 characters
 */
@Schema(name = "Corpus")
record CorpusView(
        UUID id,
        String name,
        long bytes,
        String sha256,
        long documents,
        Instant createdAt,
        @Nullable String createdBy,
        String preview) {}
