package dev.isobath.analysis;

import dev.isobath.analysis.Outcome.Found;
import dev.isobath.analysis.Outcome.Refused;

/** Takes outcomes apart in tests. */
public final class Outcomes {

    private Outcomes() {}

    /** Returns the result, or fails with the reason of the refusal. */
    public static <T> T found(Outcome<T> outcome) {
        return switch (outcome) {
            case Found<T>(T value) -> value;
            case Refused<T>(String reason) -> throw new AssertionError("refused: " + reason);
        };
    }

    /** Returns the reason of a refusal, or fails. */
    public static <T> String reason(Outcome<T> outcome) {
        return switch (outcome) {
            case Found<T>(T value) -> throw new AssertionError("not refused: " + value);
            case Refused<T>(String reason) -> reason;
        };
    }

    /** Returns the interval of an estimate, or fails. */
    public static Uncertainty.Interval interval(Estimate estimate) {
        return estimate.interval().orElseThrow(() -> new AssertionError(estimate.uncertainty()));
    }
}
