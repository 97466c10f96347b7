package dev.isobath.spec;

/**
 * One error in a spec.
 *
 * @param pointer the place of the error, as a JSON pointer (RFC 6901) into the document sent; empty for the document itself
 * @param message what is wrong and what to write instead
 */
public record Violation(String pointer, String message) {

    /** Returns the place and the message in one line. A violation of the whole document has no place to name. */
    public String text() {
        return pointer.isEmpty() ? message : pointer + ": " + message;
    }
}
