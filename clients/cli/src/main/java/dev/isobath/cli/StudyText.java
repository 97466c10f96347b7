package dev.isobath.cli;

import java.io.PrintStream;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** The analysis of a study as plain text for a terminal. */
final class StudyText {

    private final JsonNode analysis;
    private final PrintStream out;

    StudyText(JsonNode analysis, PrintStream out) {
        this.analysis = analysis;
        this.out = out;
    }

    void print() {
        lines(
                "Best sizes, in forward FLOPs a token",
                "isoFlops",
                each -> "%s at %.2g FLOPs: %s"
                        .formatted(
                                each.path("variant").asString(),
                                each.path("budget").asDouble(),
                                each.path("size").path("value").isNumber()
                                        ? figure(each.path("size"), "%.4g") + ", loss "
                                                + figure(each.path("loss"), "%.4f")
                                        : each.path("reason").asString("")));
        lines(
                "Verdicts",
                "verdicts",
                each -> "%s (%s%s): %s"
                        .formatted(
                                each.path("variant").asString(),
                                each.path("budget").isNumber()
                                        ? String.format(
                                                Locale.ROOT,
                                                "%.2g FLOPs, ",
                                                each.path("budget").asDouble())
                                        : "",
                                each.path("at").asString(),
                                each.path("sentence").asString()));
        lines(
                "Over all budgets",
                "claims",
                each -> each.path("variant").asString() + ": "
                        + each.path("sentence").asString());
        lines(
                "What the paper claims (2404.02258), and what is found here",
                "paper",
                each -> "%s: %s %s"
                        .formatted(
                                each.path("variant").asString(),
                                each.path("claim").asString(),
                                words(each.path("reproduced").asString())));
        lines("Left out", "leftOut", each -> each.asString());
    }

    /** Returns the name of a decision as a sentence: {@code WITHIN_NOISE} becomes "Within noise." */
    private static String words(String name) {
        String words = name.replace('_', ' ').toLowerCase(Locale.ROOT);
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ".";
    }

    private interface Line {
        String of(JsonNode entry);
    }

    private void lines(String title, String field, Line line) {
        JsonNode entries = analysis.path(field);
        if (!entries.isEmpty()) {
            out.println();
            out.println(title);
            entries.forEach(entry -> out.println("  " + line.of(entry)));
        }
    }

    private static String figure(JsonNode figure, String format) {
        String value = String.format(Locale.ROOT, format, figure.path("value").asDouble());
        return figure.path("low").isNumber() && figure.path("high").isNumber()
                ? String.format(
                        Locale.ROOT,
                        "%s (" + format + " to " + format + ")",
                        value,
                        figure.path("low").asDouble(),
                        figure.path("high").asDouble())
                : value;
    }
}
