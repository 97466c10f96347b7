package dev.isobath.server.corpora;

import java.util.UUID;

/**
 * A text to learn from.
 *
 * @param bytes its length in UTF-8
 * @param sha256 digest under which it is stored
 */
public record Corpus(UUID id, String name, long bytes, String sha256) {}
