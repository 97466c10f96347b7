package dev.isobath.analysis;

import dev.isobath.analysis.Uncertainty.AtLeast;
import dev.isobath.analysis.Uncertainty.Interval;
import dev.isobath.analysis.Uncertainty.Unknown;
import java.util.Optional;

/**
 * A number computed from measurements.
 *
 * @param value the finite point estimate
 * @param uncertainty its 95 % interval, or why there is none
 * @param n the number of measurements that it was computed from
 * @param method how value and interval were computed, in whole sentences
 */
public record Estimate(double value, Uncertainty uncertainty, int n, String method) {

    /** Returns the interval where both of its ends are known. */
    public Optional<Interval> interval() {
        return switch (uncertainty) {
            case Interval interval -> Optional.of(interval);
            case AtLeast bounded -> Optional.empty();
            case Unknown unknown -> Optional.empty();
        };
    }

    /** Returns value and interval times {@code factor}, which is positive and taken as exact. */
    public Estimate times(double factor, String addedMethod) {
        Uncertainty scaled = switch (uncertainty) {
            case Interval(double low, double high) -> new Interval(low * factor, high * factor);
            case AtLeast(double low) -> new AtLeast(low * factor);
            case Unknown unknown -> unknown;
        };
        return new Estimate(value * factor, scaled, n, method + " " + addedMethod);
    }
}
