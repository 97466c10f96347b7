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
        lines("Over all budgets", "claims", each -> each.path("sentence").asString());
        lines("Left out", "leftOut", each -> each.asString());
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
