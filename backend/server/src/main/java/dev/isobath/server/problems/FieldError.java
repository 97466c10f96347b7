package dev.isobath.server.problems;

import java.io.Serializable;

/**
 * An error in one field of a request.
 *
 * @param pointer the JSON pointer of the field (RFC 6901)
 * @param detail a text that says what is wrong and what to send instead
 */
public record FieldError(String pointer, String detail) implements Serializable {

    /** Returns the place and the detail in one line. What is wrong with the whole document has no place to name. */
    String text() {
        return pointer.isEmpty() ? detail : pointer + ": " + detail;
    }
}
