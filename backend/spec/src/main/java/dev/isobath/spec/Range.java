package dev.isobath.spec;

/** The range of numbers that a field may have. */
public record Range(double least, boolean leastIncluded, double most, boolean mostIncluded) {

    /** Returns the range with both ends. */
    public static Range closed(double least, double most) {
        return new Range(least, true, most, true);
    }

    /** Returns the range without its lower end. */
    public static Range above(double least, double most) {
        return new Range(least, false, most, true);
    }

    /** Returns the range without its upper end. */
    public static Range below(double least, double most) {
        return new Range(least, true, most, false);
    }

    /** Returns the range without its ends. */
    public static Range between(double least, double most) {
        return new Range(least, false, most, false);
    }

    boolean contains(double value) {
        return (leastIncluded ? value >= least : value > least) && (mostIncluded ? value <= most : value < most);
    }

    String words() {
        return (leastIncluded ? "at least " : "above ")
                + plain(least)
                + " and "
                + (mostIncluded ? "at most " : "below ")
                + plain(most);
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e6
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
