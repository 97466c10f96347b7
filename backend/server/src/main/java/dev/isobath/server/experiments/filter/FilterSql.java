package dev.isobath.server.experiments.filter;

import dev.isobath.server.experiments.ExternalSpec;
import dev.isobath.server.experiments.filter.Field.Source;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Translates filters and fields to SQL over the table of experiments, which is called {@code e}. Every value becomes a parameter. The
 * text of the SQL is made of constants only: operators, columns, and paths of the list of fields.
 */
public final class FilterSql {

    /** The texts that PostgreSQL casts to a finite double without an error. */
    private static final String NUMERAL = "^[+-]?([0-9]{1,30}[.]?[0-9]{0,60}|[.][0-9]{1,60})([eE][+-]?[0-9]{1,2})?$";

    private final Instant now;
    private final Map<String, String> joins = new LinkedHashMap<>();
    private final Map<String, String> aliases = new HashMap<>();
    private final Map<String, Object> parameters = new HashMap<>();

    /**
     * Makes a translation.
     *
     * @param now what relative times are counted from
     */
    public FilterSql(Instant now) {
        this.now = now;
    }

    /** Returns the joins that the conditions and expressions made so far need, to follow {@code from experiment e}. */
    public String joins() {
        return String.join("", joins.values());
    }

    /** Returns the values of the named parameters, those of the joins included. */
    public Map<String, Object> parameters() {
        return parameters;
    }

    /** Returns a condition that is true for the experiments that the filter shows. For others it is false or null. */
    public String condition(Filter filter) {
        return switch (filter) {
            case Filter.And(List<Filter> all) -> joined(all, " and ");
            case Filter.Or(List<Filter> any) -> joined(any, " or ");
            case Filter.Not(Filter negated) -> "((" + condition(negated) + ") is not true)";
            case Filter.Comparison(Field field, Operator operator, Value value) -> comparison(field, operator, value);
            case Filter.In(Field field, List<Value> values) -> in(field, values);
            case Filter.Missing(Field field) ->
                field.type() == FieldType.TAGS
                        ? "(cardinality(%s) = 0)".formatted(expression(field))
                        : "(%s is null)".formatted(expression(field));
        };
    }

    private String joined(List<Filter> parts, String word) {
        return parts.stream().map(this::condition).collect(Collectors.joining(word, "(", ")"));
    }

    private String comparison(Field field, Operator operator, Value value) {
        String left = expression(field);
        String right = "cast(:%s as %s)".formatted(parameter(converted(value)), valueType(field));
        return switch (field.type()) {
            case TAGS ->
                operator == Operator.NOT_EQUAL
                        ? "(not %s = any(%s))".formatted(right, left)
                        : "(%s = any(%s))".formatted(right, left);
            case NUMBERS -> "(%s @> to_jsonb(%s))".formatted(left, right);
            case NUMBER, TEXT, CHOICE, FLAG, TIME ->
                operator == Operator.CONTAINS
                        ? "(strpos(lower(%s), lower(%s)) > 0)".formatted(left, right)
                        : "(%s %s %s)".formatted(left, symbol(operator), right);
        };
    }

    private static String symbol(Operator operator) {
        return switch (operator) {
            case EQUAL -> "=";
            case NOT_EQUAL -> "<>";
            case LESS -> "<";
            case AT_MOST -> "<=";
            case GREATER -> ">";
            case AT_LEAST -> ">=";
            case CONTAINS, IN -> throw new IllegalStateException(operator + " is no comparison of SQL");
        };
    }

    private String in(Field field, List<Value> values) {
        Object[] array = values.stream().map(this::converted).toArray();
        String name = parameter(
                field.type() == FieldType.NUMBER
                        ? List.of(array).toArray(Double[]::new)
                        : List.of(array).toArray(String[]::new));
        String list = "cast(:%s as %s[])".formatted(name, valueType(field));
        return field.type() == FieldType.TAGS
                ? "(%s && %s)".formatted(expression(field), list)
                : "(%s = any(%s))".formatted(expression(field), list);
    }

    private static String valueType(Field field) {
        return switch (field.type()) {
            case TAGS -> "text";
            case NUMBERS -> "float8";
            case NUMBER, TEXT, CHOICE, FLAG, TIME -> field.type().sql();
        };
    }

    private Object converted(Value value) {
        return switch (value) {
            case Value.Quantity(double number) -> number;
            case Value.Text(String text) -> text;
            case Value.Flag(boolean flag) -> flag;
            case Value.Moment(Instant instant) -> utc(instant);
            case Value.Ago ago -> utc(ago.before(now));
        };
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private String parameter(Object value) {
        String name = "f" + parameters.size();
        parameters.put(name, value);
        return name;
    }

    /** Returns the expression of a field's value, and remembers the join that it needs. */
    public String expression(Field field) {
        return switch (field.source()) {
            case Source.Column(String expression) -> expression;
            case Source.Measured(String column) ->
                "nullif(nullif(nullif(%s, 'NaN'), 'Infinity'), '-Infinity')".formatted(column);
            case Source.Spec(String path) -> {
                String fields = specFields();
                yield switch (field.type()) {
                    case NUMBER -> "cast(%s ->> '%s' as float8)".formatted(fields, path);
                    case FLAG -> "cast(%s ->> '%s' as boolean)".formatted(fields, path);
                    case TEXT, CHOICE, TIME, TAGS -> "(%s ->> '%s')".formatted(fields, path);
                    case NUMBERS -> "(%s -> '%s')".formatted(fields, path);
                };
            }
            case Source.Param(String name, boolean number) -> {
                String text =
                        "(%s ->> cast(:%s as text))".formatted(specFields(), parameter(ExternalSpec.PREFIX + name));
                yield number
                        ? "(case when %1$s ~ '%2$s' then cast(%1$s as float8) end)".formatted(text, NUMERAL)
                        : text;
            }
            case Source.Metric(String metric, Field.Statistic statistic) ->
                metricAlias(metric) + "." + statistic.column();
        };
    }

    /** Returns the expression of all flat fields of the spec as one {@code jsonb}. */
    public String specFields() {
        joins.putIfAbsent("s", " left join experiment_fields s on s.experiment_id = e.id");
        return "s.fields";
    }

    /** Returns a condition that is true where a field was measured and is no finite number. For others it is false or null. */
    public String notFinite(Field field) {
        return switch (field.source()) {
            case Source.Measured(String column) -> "(%s in ('NaN', 'Infinity', '-Infinity'))".formatted(column);
            case Source.Metric(String metric, Field.Statistic statistic) ->
                "(%1$s.name is not null and %1$s.%2$s is null)".formatted(metricAlias(metric), statistic.column());
            case Source.Column _, Source.Spec _, Source.Param _ -> "false";
        };
    }

    private String metricAlias(String metric) {
        String known = aliases.get(metric);
        if (known != null) {
            return known;
        }
        String alias = "m" + aliases.size();
        aliases.put(metric, alias);
        joins.put(
                alias,
                " left join metric_value %1$s on %1$s.experiment_id = e.id and %1$s.name = cast(:%2$s as text)"
                        .formatted(alias, parameter(metric)));
        return alias;
    }
}
