package dev.isobath.server.problems;

import java.io.Serializable;

/**
 * An error in one field of a request.
 *
 * @param pointer the JSON pointer of the field (RFC 6901)
 * @param detail a text that says what is wrong and what to send instead
 */
public record FieldError(String pointer, String detail) implements Serializable {}
