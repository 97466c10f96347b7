package dev.isobath.server.experiments.filter;

import static dev.isobath.server.experiments.filter.Operator.AT_LEAST;
import static dev.isobath.server.experiments.filter.Operator.AT_MOST;
import static dev.isobath.server.experiments.filter.Operator.CONTAINS;
import static dev.isobath.server.experiments.filter.Operator.EQUAL;
import static dev.isobath.server.experiments.filter.Operator.GREATER;
import static dev.isobath.server.experiments.filter.Operator.IN;
import static dev.isobath.server.experiments.filter.Operator.LESS;
import static dev.isobath.server.experiments.filter.Operator.NOT_EQUAL;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** What the values of a field are, and how they can be compared. */
public enum FieldType {
    NUMBER("a number", "float8", EnumSet.of(EQUAL, NOT_EQUAL, LESS, AT_MOST, GREATER, AT_LEAST, IN)),
    TEXT("a text", "text", EnumSet.of(EQUAL, NOT_EQUAL, CONTAINS, IN)),
    CHOICE("one of a few words", "text", EnumSet.of(EQUAL, NOT_EQUAL, IN)),
    FLAG("true or false", "boolean", EnumSet.of(EQUAL, NOT_EQUAL)),
    TIME("a time", "timestamptz", EnumSet.of(EQUAL, NOT_EQUAL, LESS, AT_MOST, GREATER, AT_LEAST)),
    TAGS("a set of tags", "text[]", EnumSet.of(EQUAL, NOT_EQUAL, CONTAINS, IN)),
    NUMBERS("a list of numbers", "jsonb", EnumSet.of(CONTAINS));

    private final String words;
    private final String sql;

    @SuppressWarnings("ImmutableEnumChecker") // never changed
    private final Set<Operator> operators;

    FieldType(String words, String sql, Set<Operator> operators) {
        this.words = words;
        this.sql = sql;
        this.operators = operators;
    }

    String words() {
        return words;
    }

    /** Returns the type of PostgreSQL. */
    public String sql() {
        return sql;
    }

    boolean allows(Operator operator) {
        return operators.contains(operator);
    }

    /** Returns whether a list can be sorted by the field. */
    public boolean isSortable() {
        return this != TAGS && this != NUMBERS;
    }

    /** Returns the operators as messages list them. */
    String operatorWords() {
        return operators.stream().map(Operator::symbol).collect(Collectors.joining(" "));
    }
}
