package dev.isobath.server.curves;

import dev.isobath.server.problems.BadRequestException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The horizontal axis of a curve. Each axis is a column in the table of points. */
public enum Axis {
    STEP,
    TOKENS,
    FLOPS,
    SECONDS;

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

    /** Returns the name in requests, which is also the name of the column. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
