package dev.isobath.server.curves;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.SerializedString;

/**
 * A list of numbers as JSON. A chart has thousands of numbers, and most of the time of its request would be spent on finding the
 * shortest text of each. The digits of rounded numbers are taken from one multiplication instead.
 */
final class NumberText {

    /** The digits of a rounded number. Its relative error is at most 5e-8, which is that of the 24 bits of a float. */
    private static final int DIGITS = 8;

    private static final long LEAST_SCALED = 10_000_000;

    /** Up to here a double has every whole number. */
    private static final double MAX_WHOLE = 1L << 53;

    /** Rounded numbers outside of these bounds are written in the usual way. */
    private static final double LEAST = 1e-9;

    private static final double GREATEST = 1e15;

    private static final double[] POWERS = new double[23];

    static {
        for (int i = 0; i < POWERS.length; i++) {
            // Up to 10^22 these are exact.
            POWERS[i] = Double.parseDouble("1e" + i);
        }
    }

    private static final int LONGEST = 28;

    private byte[] bytes;
    private int size;

    private NumberText(int capacity) {
        bytes = new byte[capacity];
    }

    /**
     * Returns the text of a list.
     *
     * @param rounded whether {@value #DIGITS} digits are enough; otherwise each number reads back as the same double
     */
    static SerializableString of(double @Nullable [] values, boolean rounded) {
        if (values == null) {
            return new SerializedString("null");
        }
        NumberText text = new NumberText(2 + 12 * values.length);
        text.append('[');
        for (int i = 0; i < values.length; i++) {
            text.reserve();
            if (i > 0) {
                text.append(',');
            }
            text.number(values[i], rounded);
        }
        text.reserve();
        text.append(']');
        return new AsciiJson(Arrays.copyOf(text.bytes, text.size));
    }

    private void reserve() {
        if (bytes.length - size < LONGEST) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, bytes.length + LONGEST));
        }
    }

    private void append(char character) {
        bytes[size++] = (byte) character;
    }

    private void append(String text) {
        for (int i = 0; i < text.length(); i++) {
            append(text.charAt(i));
        }
    }

    private void number(double value, boolean rounded) {
        double magnitude = Math.abs(value);
        if (value == Math.rint(value) && magnitude < MAX_WHOLE) {
            if (value < 0) {
                append('-');
            }
            whole((long) magnitude);
        } else if (!Double.isFinite(value)) {
            append('"');
            append(Double.toString(value));
            append('"');
        } else if (rounded && magnitude >= LEAST && magnitude < GREATEST) {
            if (value < 0) {
                append('-');
            }
            rounded(magnitude);
        } else {
            append(Double.toString(value));
        }
    }

    private void whole(long value) {
        int end = size + digits(value);
        long rest = value;
        for (int at = end - 1; at >= size; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size = end;
    }

    private static int digits(long value) {
        int digits = 1;
        for (long bound = 10; digits < 19 && value >= bound; bound *= 10) {
            digits++;
        }
        return digits;
    }

    private void rounded(double magnitude) {
        int exponent = exponent(magnitude);
        int places = DIGITS - 1 - exponent;
        long scaled = Math.round(places >= 0 ? magnitude * POWERS[places] : magnitude / POWERS[-places]);
        if (scaled >= 10 * LEAST_SCALED) {
            // 9.99999999 became 10.
            scaled /= 10;
            places--;
        }
        while (places > 0 && scaled % 10 == 0) {
            scaled /= 10;
            places--;
        }
        if (places <= 0) {
            whole(scaled);
            for (; places < 0; places++) {
                append('0');
            }
            return;
        }
        long unit = (long) POWERS[places];
        whole(scaled / unit);
        append('.');
        long fraction = scaled % unit;
        for (long place = unit / 10; place > fraction && place > 1; place /= 10) {
            append('0');
        }
        whole(fraction);
    }

    /** Returns the number of the first digit: 0 for 1 to 9, -1 for a tenth. */
    private static int exponent(double magnitude) {
        int exponent = (int) Math.floor(Math.getExponent(magnitude) * 0.30102999566398120);
        return magnitude >= power(exponent + 1) ? exponent + 1 : exponent;
    }

    private static double power(int exponent) {
        return exponent >= 0 ? POWERS[exponent] : 1 / POWERS[-exponent];
    }
}
