package dev.isobath.server.problems;

import java.io.Serializable;

/**
 * One thing wrong with what was sent.
 *
 * @param pointer where, as a JSON pointer (RFC 6901)
 * @param detail what is wrong and what to send instead
 */
public record FieldError(String pointer, String detail) implements Serializable {}
