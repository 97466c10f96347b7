package dev.isobath.analysis;

import java.util.Locale;

/** Numbers and counts as the sentences of this module write them. */
public final class Words {

    private Words() {}

    /** Returns {@code value} with four significant digits, for example 2.345 or 1.2e+19. */
    public static String number(double value) {
        if (value == 0) {
            return "0";
        }
        double size = Math.abs(value);
        if (size >= 1e6 || size < 1e-3) {
            return String.format(Locale.ROOT, "%.3e", value);
        }
        int decimals = Math.max(0, 3 - (int) Math.floor(Math.log10(size)));
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** Returns a count with its noun, for example "1 run" and "1,000 runs". */
    public static String count(long count, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
    }
}
