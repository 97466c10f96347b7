package dev.isobath.server.experiments.filter;

import java.time.Duration;
import java.time.Instant;

/** A value in a filter. */
public sealed interface Value {

    record Quantity(double number) implements Value {}

    record Text(String text) implements Value {}

    record Flag(boolean flag) implements Value {}

    /** A point in time. */
    record Moment(Instant instant) implements Value {}

    /** A time before now. It is kept as it is written, so that a saved filter goes with the time. */
    record Ago(long amount, Unit unit) implements Value {

        Instant before(Instant now) {
            return now.minus(unit.length().multipliedBy(amount));
        }
    }

    /** A unit of time. */
    enum Unit {
        SECONDS('s', Duration.ofSeconds(1)),
        MINUTES('m', Duration.ofMinutes(1)),
        HOURS('h', Duration.ofHours(1)),
        DAYS('d', Duration.ofDays(1)),
        WEEKS('w', Duration.ofDays(7));

        private final char letter;
        private final Duration length;

        Unit(char letter, Duration length) {
            this.letter = letter;
            this.length = length;
        }

        char letter() {
            return letter;
        }

        Duration length() {
            return length;
        }
    }

    /** Returns the value as filters write it. */
    default String written() {
        return switch (this) {
            case Quantity(double number) ->
                Math.rint(number) == number && Math.abs(number) < 1e15
                        ? Long.toString((long) number)
                        : Double.toString(number);
            case Text(String text) -> Quotes.written(text);
            case Flag(boolean flag) -> Boolean.toString(flag);
            case Moment(Instant instant) -> instant.toString();
            case Ago(long amount, Unit unit) -> "-" + amount + unit.letter();
        };
    }
}
