package dev.isobath.server.corpora;

import dev.isobath.server.problems.BadRequestException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The format of an uploaded file. */
enum DocumentFormat {
    /** The file is one document. */
    TEXT,
    /** The file has records, which are JSON objects that hold a document each: one on each line, or all in one list. */
    RECORDS;

    private static final Set<String> TEXTS = Set.of("txt", "text", "md", "markdown");
    private static final Set<String> RECORD_FILES = Set.of("jsonl", "ndjson", "json");

    /**
     * Returns the format that the extension of a file name stands for, or nothing when the extension is not known. An extension
     * for compression after it does not count.
     */
    static Optional<DocumentFormat> ofFile(String name) {
        String expanded = Compression.removeExtension(name);
        String extension = expanded.substring(expanded.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (RECORD_FILES.contains(extension)) {
            return Optional.of(RECORDS);
        }
        return TEXTS.contains(extension) ? Optional.of(TEXT) : Optional.empty();
    }

    /** Parses the format that a request names. The result is empty when the name of each file decides. */
    static Optional<DocumentFormat> parse(String requested) {
        return switch (requested) {
            case "", "auto" -> Optional.empty();
            case "text" -> Optional.of(TEXT);
            case "jsonl" -> Optional.of(RECORDS);
            default -> throw BadRequestException.invalid("/format", "must be auto, text or jsonl");
        };
    }
}
