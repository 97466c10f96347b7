package dev.isobath.server.tokenizers;

import dev.isobath.server.storage.Blob;
import java.util.UUID;

/**
 * A {@code tokenizer.json} of a project. It never changes.
 *
 * @param file the uploaded file
 * @param vocabulary V, the number of distinct tokens
 */
public record Tokenizer(UUID id, String name, Blob file, int vocabulary) {}
