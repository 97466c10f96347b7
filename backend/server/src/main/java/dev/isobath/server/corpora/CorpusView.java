package dev.isobath.server.corpora;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A corpus as clients see it.
 *
 * @param documents the number of documents in the corpus
 * @param skippedRecords the number of records without a text, which are not among the documents
 * @param formats how the files were read; empty for a corpus that was uploaded before this was stored
 * @param field the field of the records that holds the text; null when no file has records
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
        long skippedRecords,
        List<CorpusFormat> formats,
        @Nullable String field,
        Instant createdAt,
        @Nullable String createdBy,
        String preview) {}
