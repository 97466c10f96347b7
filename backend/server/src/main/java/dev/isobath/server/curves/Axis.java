package dev.isobath.server.curves;

import dev.isobath.server.problems.BadRequestException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The horizontal axis of a curve. All but the steps are stored as a series of their own, once for each step. */
public enum Axis {
    STEP(0),
    TOKENS(-1),
    FLOPS(-2),
    SECONDS(-3);

    private final short series;

    Axis(int series) {
        this.series = (short) series;
    }

    /** Returns the number of the series with the axis' values. Numbers of metrics are above 0. */
    short series() {
        return series;
    }

    /**
     * Returns the axis with a name.
     *
     * @throws BadRequestException when there is no such axis
     */
    public static Axis parse(String name) {
        return Arrays.stream(values())
                .filter(axis -> axis.text().equals(name))
                .findFirst()
                .orElseThrow(() -> BadRequestException.malformed("x: must be one of "
                        + Arrays.stream(values()).map(Axis::text).collect(Collectors.joining(", "))));
    }

    /** Returns the name in requests. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
