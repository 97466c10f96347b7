package dev.isobath.server.mlflow;

import java.util.List;

/** A filter of MLflow, whose conditions all have to hold, and what is sorted by. */
final class Search {

    /** What a condition is about. */
    enum Entity {
        METRIC,
        PARAM,
        TAG,
        ATTRIBUTE
    }

    /** A metric, a param, a tag or an attribute, by its key. */
    record Subject(Entity entity, String key) {}

    enum Comparison {
        EQUAL("="),
        NOT_EQUAL("!="),
        LESS("<"),
        AT_MOST("<="),
        GREATER(">"),
        AT_LEAST(">="),
        LIKE("LIKE"),
        ILIKE("ILIKE"),
        IN("IN"),
        NOT_IN("NOT IN");

        private final String symbol;

        Comparison(String symbol) {
            this.symbol = symbol;
        }

        String symbol() {
            return symbol;
        }
    }

    /**
     * One condition.
     *
     * @param values the texts or numbers as they stand in the filter; one, but for {@code IN} and {@code NOT IN}
     * @param quoted whether they are texts
     */
    record Condition(Subject subject, Comparison comparison, List<String> values, boolean quoted) {}

    record Order(Subject subject, boolean descending) {}

    private Search() {}
}
