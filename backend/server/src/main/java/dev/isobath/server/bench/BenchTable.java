package dev.isobath.server.bench;

import java.util.Locale;

/** A table of figures on standard output, in Markdown, each row as soon as it is known. */
final class BenchTable {

    private BenchTable() {}

    /** Prints the first rows: the names of the columns, and the machine. */
    static void begin(String machine) {
        row("figure", "measured", "to reach");
        row("------", "--------", "--------");
        row("processor", machine, "-");
    }

    static void row(String figure, String measured, String goal) {
        System.out.printf(Locale.ROOT, "| %-104s | %-30s | %-26s |%n", figure, measured, goal);
        System.out.flush();
    }

    static String ms(double milliseconds) {
        return String.format(Locale.ROOT, "%.1f ms", milliseconds);
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
