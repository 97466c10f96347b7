package dev.isobath.server.corpora;

import dev.isobath.server.problems.BadRequestException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** How a file holds documents. */
enum DocumentFormat {
    /** The file is one document. */
    TEXT,
    /** A JSON object on each line. */
    JSONL;

    private static final Set<String> TEXTS = Set.of("txt", "text", "md", "markdown");
    private static final Set<String> LINES = Set.of("jsonl", "ndjson");

    /** By the extension of the file's name, where that says it. */
    static Optional<DocumentFormat> ofFile(String name) {
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (LINES.contains(extension)) {
            return Optional.of(JSONL);
        }
        return TEXTS.contains(extension) ? Optional.of(TEXT) : Optional.empty();
    }

    /** What a request asks for; nothing when each file's name is to decide. */
    static Optional<DocumentFormat> parse(String requested) {
        return switch (requested) {
            case "", "auto" -> Optional.empty();
            case "text" -> Optional.of(TEXT);
            case "jsonl" -> Optional.of(JSONL);
            default -> throw BadRequestException.invalid("/format", "must be auto, text or jsonl");
        };
    }
}
