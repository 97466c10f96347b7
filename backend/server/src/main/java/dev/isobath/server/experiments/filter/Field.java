package dev.isobath.server.experiments.filter;

import java.util.List;

/**
 * A field that experiments are filtered, sorted and shown by.
 *
 * @param name its full name, which is unique
 * @param choices the words that a choice has; empty for other types
 */
public record Field(String name, FieldType type, List<String> choices, Source source) {

    /** Where the value of a field is. */
    public sealed interface Source {

        /** An expression over the columns of the table of experiments, which is called {@code e}. */
        record Column(String expression) implements Source {}

        /** A column of a measured number, which may be NaN or infinite. Such a number counts as no value. */
        record Measured(String column) implements Source {}

        /** A path in the flat fields of the spec. */
        record Spec(String path) implements Source {}

        /** A param of an experiment that another program runs; as a number where {@code number} says so and it is one. */
        record Param(String name, boolean number) implements Source {}

        /** A value of a metric. */
        record Metric(String metric, Statistic statistic) implements Source {}
    }

    /** Which value of a metric. */
    public enum Statistic {
        LAST("last"),
        LEAST("least"),
        GREATEST("greatest");

        private final String column;

        Statistic(String column) {
            this.column = column;
        }

        String column() {
            return column;
        }
    }
}
