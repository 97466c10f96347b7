package dev.isobath.server.storage;

/**
 * Stored content.
 *
 * @param sha256 lower-case hexadecimal digest, which is its name
 */
public record Blob(String sha256, long bytes) {}
