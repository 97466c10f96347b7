package dev.isobath.server.experiments.filter;

/** Thrown when a name is no field's. The message says so and names the nearest field. */
public final class UnknownFieldException extends RuntimeException {

    UnknownFieldException(String message) {
        super(message);
    }

    /** Returns the message, which is never null. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
