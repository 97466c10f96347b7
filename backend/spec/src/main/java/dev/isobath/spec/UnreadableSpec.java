package dev.isobath.spec;

import java.util.Optional;

/** Thrown for a text that is not one document of JSON or YAML. The message is one sentence that says where and what to do. */
public final class UnreadableSpec extends RuntimeException {

    UnreadableSpec(String message) {
        super(message);
    }

    /** Creates the refusal of what stands at a place. Lines and columns are counted from 1. */
    static UnreadableSpec at(int line, int column, String message) {
        return new UnreadableSpec("line %d, column %d: %s".formatted(line, column, message));
    }

    /** Returns the message. It is never empty. */
    @Override
    public String getMessage() {
        return Optional.ofNullable(super.getMessage()).orElse("the document cannot be read");
    }
}
