package dev.isobath.server.studies;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table as comma-separated values (RFC 4180) with a header. Numbers are written such that reading them gives the same double. What is not
 * known is empty.
 */
final class CsvTable {

    /** Text that begins so would be run by a spreadsheet as a formula. */
    private static final Pattern FORMULA = Pattern.compile("^[=+\\-@\t\r]");

    private static final Pattern QUOTED = Pattern.compile("[\",\r\n]");

    private final StringBuilder text = new StringBuilder();

    CsvTable(String... heads) {
        row((Object[]) heads);
    }

    CsvTable row(@Nullable Object... cells) {
        text.append(Arrays.stream(cells).map(CsvTable::cell).collect(Collectors.joining(",")))
                .append("\r\n");
        return this;
    }

    String text() {
        return text.toString();
    }

    private static String cell(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Double number when number.isNaN() -> "";
            case Number number -> number.toString();
            default -> quoted(value.toString());
        };
    }

    /** Quotes a text. One that begins like a formula gets an apostrophe, as in the files that the dashboard writes. */
    private static String quoted(String value) {
        String safe = FORMULA.matcher(value).find() ? "'" + value : value;
        return QUOTED.matcher(safe).find() ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }
}
