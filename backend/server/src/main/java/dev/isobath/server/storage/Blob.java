package dev.isobath.server.storage;

/**
 * Content in the store.
 *
 * @param sha256 the digest of the content in lower-case hexadecimal, which is its name in the store
 */
public record Blob(String sha256, long bytes) {}
