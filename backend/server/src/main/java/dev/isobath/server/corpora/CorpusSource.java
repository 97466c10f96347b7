package dev.isobath.server.corpora;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the documents of a corpus were read out of the uploaded files.
 *
 * @param skippedRecords the number of records without a text
 * @param field the field of the records that holds the text; null when no file has records
 */
record CorpusSource(
        long skippedRecords,
        Set<CorpusFormat> formats,
        @Nullable String field) {}
