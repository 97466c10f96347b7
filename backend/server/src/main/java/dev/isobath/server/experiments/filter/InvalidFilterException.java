package dev.isobath.server.experiments.filter;

/** Thrown when a filter cannot be understood. */
public final class InvalidFilterException extends RuntimeException {

    private final int column;
    private final String reason;

    /**
     * Makes the exception.
     *
     * @param column the place in the filter, counted in characters from 1
     * @param reason what is wrong there and what to write instead
     */
    InvalidFilterException(int column, String reason) {
        super("column %d: %s".formatted(column, reason));
        this.column = column;
        this.reason = reason;
    }

    /** Returns the place in the filter, counted in UTF-16 units from 1. */
    public int column() {
        return column;
    }

    public String reason() {
        return reason;
    }
}
