package dev.isobath.analysis;

import java.util.Optional;
import java.util.function.Function;

/** A result, or the reason why the numbers at hand give none. A refusal is an answer and not an error. */
public sealed interface Outcome<T> {

    /** A result. */
    record Found<T>(T value) implements Outcome<T> {}

    /**
     * A refusal.
     *
     * @param reason a whole sentence that says why there is no result and what would give one
     */
    record Refused<T>(String reason) implements Outcome<T> {}

    /** Returns the result, or nothing for a refusal. */
    default Optional<T> found() {
        return switch (this) {
            case Found<T>(T value) -> Optional.of(value);
            case Refused<T> refused -> Optional.empty();
        };
    }

    /** Goes on with the result, or passes the refusal on. */
    default <R> Outcome<R> then(Function<? super T, ? extends Outcome<R>> next) {
        return switch (this) {
            case Found<T>(T value) -> next.apply(value);
            case Refused<T>(String reason) -> new Refused<>(reason);
        };
    }
}
