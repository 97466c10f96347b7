package dev.isobath.server.problems;

import dev.isobath.spec.text.TextRule;
import java.io.Serializable;
import java.util.Optional;

/**
 * An error in one field of a request.
 *
 * @param pointer the JSON pointer of the field (RFC 6901)
 * @param detail a text that says what is wrong and what to send instead
 */
public record FieldError(String pointer, String detail) implements Serializable {

    /** Returns what is wrong with a normalised text, or nothing when it keeps the rule. */
    public static Optional<FieldError> ofText(String pointer, String text, TextRule rule) {
        return rule.violation(text).map(detail -> new FieldError(pointer, detail));
    }

    /** Returns the place and the detail in one line. What is wrong with the whole document has no place to name. */
    public String text() {
        return pointer.isEmpty() ? detail : pointer + ": " + detail;
    }
}
