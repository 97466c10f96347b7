package dev.isobath.server.experiments.filter;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a filter says. A comparison with a field that has no value is false, and its negation is true. */
public sealed interface Filter {

    record And(List<Filter> all) implements Filter {}

    record Or(List<Filter> any) implements Filter {}

    record Not(Filter negated) implements Filter {}

    /** A field compared with one value. The operator is not {@link Operator#IN}. */
    record Comparison(Field field, Operator operator, Value value) implements Filter {}

    /** A field with one of several values. */
    record In(Field field, List<Value> values) implements Filter {}

    /** A field without a value. */
    record Missing(Field field) implements Filter {}

    /**
     * Returns the filter for the experiments that have a value of a field.
     *
     * @param value a {@link Double}, {@link String}, {@link Boolean} or {@link Instant} as the type of the field has it, or null for
     *     experiments without a value
     */
    static Filter equal(Field field, @Nullable Object value) {
        return value == null
                ? new Missing(field)
                : new Comparison(
                        field,
                        Operator.EQUAL,
                        switch (value) {
                            case Double number -> new Value.Quantity(number);
                            case Boolean flag -> new Value.Flag(flag);
                            case Instant instant -> new Value.Moment(instant);
                            default -> new Value.Text(value.toString());
                        });
    }

    /** Returns the filter as text that is parsed to an equal filter. */
    default String written() {
        return switch (this) {
            case And(List<Filter> all) -> joined(all, " and ");
            case Or(List<Filter> any) -> joined(any, " or ");
            case Not(Filter negated) -> "not " + negated.inParentheses();
            case Comparison(Field field, Operator operator, Value value) ->
                operator == Operator.CONTAINS
                        ? field.name() + ": " + value.written()
                        : field.name() + " " + operator.symbol() + " " + value.written();
            case In(Field field, List<Value> values) ->
                field.name() + " in " + values.stream().map(Value::written).collect(Collectors.joining(", ", "(", ")"));
            case Missing(Field field) -> field.name() + " is null";
        };
    }

    private static String joined(List<Filter> parts, String word) {
        return parts.stream().map(Filter::inParentheses).collect(Collectors.joining(word));
    }

    private String inParentheses() {
        return switch (this) {
            case And _, Or _ -> "(" + written() + ")";
            case Not _, Comparison _, In _, Missing _ -> written();
        };
    }

    /** Returns whether the filter speaks of a field. */
    default boolean mentions(String name) {
        return switch (this) {
            case And(List<Filter> all) -> all.stream().anyMatch(part -> part.mentions(name));
            case Or(List<Filter> any) -> any.stream().anyMatch(part -> part.mentions(name));
            case Not(Filter negated) -> negated.mentions(name);
            case Comparison comparison -> comparison.field().name().equals(name);
            case In in -> in.field().name().equals(name);
            case Missing(Field field) -> field.name().equals(name);
        };
    }
}
