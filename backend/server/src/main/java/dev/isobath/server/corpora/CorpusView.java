package dev.isobath.server.corpora;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A corpus as people see it.
 *
 * @param documents how many documents it is made of
 * @param createdBy name of who sent it; null when the account is gone
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
