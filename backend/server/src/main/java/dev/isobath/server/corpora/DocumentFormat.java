package dev.isobath.server.corpora;

import dev.isobath.server.problems.BadRequestException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The format of an uploaded file. */
enum DocumentFormat {
    /** The file is one document. */
    TEXT,
    /** The file has a JSON object on each line, and each of them holds a document. */
    JSONL;

    private static final Set<String> TEXTS = Set.of("txt", "text", "md", "markdown");
    private static final Set<String> LINES = Set.of("jsonl", "ndjson");

    /** Returns the format that the extension of a file name stands for, or nothing when the extension is not known. */
    static Optional<DocumentFormat> ofFile(String name) {
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (LINES.contains(extension)) {
            return Optional.of(JSONL);
        }
        return TEXTS.contains(extension) ? Optional.of(TEXT) : Optional.empty();
    }

    /** Parses the format that a request names. The result is empty when the name of each file decides. */
    static Optional<DocumentFormat> parse(String requested) {
        return switch (requested) {
            case "", "auto" -> Optional.empty();
            case "text" -> Optional.of(TEXT);
            case "jsonl" -> Optional.of(JSONL);
            default -> throw BadRequestException.invalid("/format", "must be auto, text or jsonl");
        };
    }
}
