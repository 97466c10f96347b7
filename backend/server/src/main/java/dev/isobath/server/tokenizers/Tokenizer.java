package dev.isobath.server.tokenizers;

import dev.isobath.server.storage.Blob;
import java.util.UUID;

/**
 * A {@code tokenizer.json} of a project. It never changes.
 *
 * @param file what was uploaded
 * @param vocabulary V, number of distinct tokens
 */
public record Tokenizer(UUID id, String name, Blob file, int vocabulary) {}
