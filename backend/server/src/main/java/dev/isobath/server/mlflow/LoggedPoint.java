package dev.isobath.server.mlflow;

import java.util.Comparator;

/**
 * A value of a metric.
 *
 * @param millis when it was measured, in milliseconds since 1970
 */
record LoggedPoint(String key, double value, long millis, long step) {

    /** Later points of one step stand behind earlier ones, and at the same time larger values behind smaller ones. */
    static final Comparator<LoggedPoint> BY_AGE =
            Comparator.comparingLong(LoggedPoint::millis).thenComparingDouble(LoggedPoint::value);

    /** Reads a point. Its time may be missing in requests that are written by hand. */
    static LoggedPoint of(RequestFields fields, long now) {
        return new LoggedPoint(
                fields.key("key"),
                fields.number("value"),
                fields.optionalWhole("timestamp").orElse(now),
                fields.optionalWhole("step").orElse(0));
    }
}
