package dev.isobath.server.curves;

import dev.isobath.server.problems.BadRequestException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a curve is drawn over; each is a column of the points. */
public enum Axis {
    STEP,
    TOKENS,
    FLOPS,
    SECONDS;

    /**
     * The axis of a name.
     *
     * @throws BadRequestException when there is none
     */
    public static Axis parse(String name) {
        return Arrays.stream(values())
                .filter(axis -> axis.text().equals(name))
                .findFirst()
                .orElseThrow(() -> BadRequestException.malformed("x: must be one of "
                        + Arrays.stream(values()).map(Axis::text).collect(Collectors.joining(", "))));
    }

    /** Its name in requests, and of its column. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
