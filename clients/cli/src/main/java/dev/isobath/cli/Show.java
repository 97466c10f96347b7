package dev.isobath.cli;

import java.io.PrintStream;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How values of the server's answers are written for people, and answers for machines. */
final class Show {

    /** What stands for a value that is not there. */
    static final String NOTHING = "-";

    private static final int LARGEST_PLAIN = 100_000;
    private static final double SMALLEST_PLAIN = 1e-3;

    private Show() {}

    /** Prints an answer as indented JSON. */
    static void json(PrintStream out, JsonNode answer) {
        out.println(answer.toPrettyString());
    }

    /** Writes a single value: numbers with at most five digits that count, texts without quotes, lists as JSON. */
    static String value(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return NOTHING;
        }
        if (value.isString()) {
            return value.asString();
        }
        return value.isFloatingPointNumber()
                ? number(value.doubleValue())
                : JsonMapper.shared().writeValueAsString(value);
    }

    private static String number(double number) {
        double size = Math.abs(number);
        if (number == Math.rint(number) && size < LARGEST_PLAIN) {
            return String.format(Locale.ROOT, "%.0f", number);
        }
        return size >= LARGEST_PLAIN || size < SMALLEST_PLAIN
                ? String.format(Locale.ROOT, "%.3g", number)
                : String.format(Locale.ROOT, "%.5g", number);
    }

    /** Writes how far an experiment has come, such as {@code 37 %}. */
    static String progress(JsonNode experiment) {
        long steps = experiment.path("steps").asLong();
        return (steps == 0 ? 0 : 100 * experiment.path("step").asLong() / steps) + " %";
    }

    /** Writes the last nine digits of an id, which every command takes for it. */
    static String shortId(JsonNode experiment) {
        String id = experiment.path("id").asString();
        return id.substring(id.length() - ExperimentIds.SHORT);
    }

    /** Writes a time to the minute, in UTC as the server gives it. */
    static String time(JsonNode time) {
        String text = value(time);
        int minute = "2026-11-30T14:00".length();
        return text.length() < minute ? text : text.substring(0, minute).replace('T', ' ');
    }
}
