package dev.isobath.spec;

/**
 * One thing wrong with a spec.
 *
 * @param pointer where, as a JSON pointer (RFC 6901) into the document sent; empty for the document itself
 * @param message what is wrong and what to write instead
 */
public record Violation(String pointer, String message) {}
