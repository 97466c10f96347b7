package dev.isobath.analysis;

/** What is known about how far an estimate may be off. */
public sealed interface Uncertainty {

    /** The coverage of every interval of this module. */
    double LEVEL = 0.95;

    /** A 95 % interval, {@code low <= high}, in the unit of the estimate. Both ends are finite. */
    record Interval(double low, double high) implements Uncertainty {

        /** Whether {@code value} lies in the interval, ends included. */
        public boolean contains(double value) {
            return low <= value && value <= high;
        }

        /** Whether the two intervals have a value in common. */
        public boolean overlaps(Interval other) {
            return low <= other.high && other.low <= high;
        }
    }

    /** A bound from below with 97.5 % confidence. The data bound the value from below only. */
    record AtLeast(double low) implements Uncertainty {}

    /**
     * No interval can be given.
     *
     * @param reason a whole sentence that says why
     */
    record Unknown(String reason) implements Uncertainty {}
}
