package dev.isobath.server.mlflow;

import dev.isobath.server.mlflow.Search.Comparison;
import dev.isobath.server.mlflow.Search.Condition;
import dev.isobath.server.mlflow.Search.Order;
import dev.isobath.server.mlflow.Search.Subject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Translates searches to SQL. Every key and every value becomes a parameter; the text is made of constants only. */
final class SearchSql {

    /**
     * A value in the database.
     *
     * @param sql an expression
     * @param number whether it is a number; otherwise it is text
     */
    record Expression(String sql, boolean number) {}

    /** Says where the values are. */
    interface Columns {

        /**
         * Returns the expression of a subject, whose key may become a parameter.
         *
         * @throws MlflowException when there is no such subject
         */
        Expression of(Subject subject, SearchSql parameters);
    }

    private final Columns columns;
    private final Map<String, Object> parameters = new HashMap<>();

    SearchSql(Columns columns) {
        this.columns = columns;
    }

    Map<String, Object> parameters() {
        return parameters;
    }

    /** Returns the name of a new parameter, with the colon before it. */
    String parameter(Object value) {
        String name = "s" + parameters.size();
        parameters.put(name, value);
        return ":" + name;
    }

    String conditions(List<Condition> conditions) {
        return conditions.stream().map(this::condition).collect(Collectors.joining(" and ", "(", ")"));
    }

    private String condition(Condition condition) {
        Expression expression = columns.of(condition.subject(), this);
        String left = expression.sql();
        return switch (condition.comparison()) {
            case EQUAL, NOT_EQUAL, LESS, AT_MOST, GREATER, AT_LEAST -> {
                boolean ordered =
                        condition.comparison() != Comparison.EQUAL && condition.comparison() != Comparison.NOT_EQUAL;
                if (ordered && !expression.number()) {
                    throw wrong(condition, "texts are compared by =, !=, LIKE, ILIKE and IN only");
                }
                String symbol = condition.comparison() == Comparison.NOT_EQUAL
                        ? "<>"
                        : condition.comparison().symbol();
                yield "(%s %s %s)"
                        .formatted(
                                left,
                                symbol,
                                value(condition, expression, condition.values().getFirst()));
            }
            case LIKE, ILIKE -> {
                requireText(condition, expression);
                yield "(%s %s %s escape '')"
                        .formatted(
                                left,
                                condition.comparison().symbol(),
                                value(condition, expression, condition.values().getFirst()));
            }
            case IN, NOT_IN -> {
                requireText(condition, expression);
                String list = condition.values().stream()
                        .map(each -> value(condition, expression, each))
                        .collect(Collectors.joining(", "));
                yield "(%s %s (%s))".formatted(left, condition.comparison().symbol(), list);
            }
        };
    }

    private static void requireText(Condition condition, Expression expression) {
        if (expression.number()) {
            throw wrong(condition, "numbers are compared by =, !=, <, <=, > and >= only");
        }
    }

    private String value(Condition condition, Expression expression, String value) {
        if (!expression.number()) {
            if (!condition.quoted()) {
                throw wrong(condition, "a text needs quotes");
            }
            return "cast(" + parameter(value) + " as text)";
        }
        if (condition.quoted() || !value.matches("[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,4})?")) {
            throw wrong(condition, "it is compared with a number, without quotes");
        }
        return "cast(" + parameter(Double.parseDouble(value)) + " as float8)";
    }

    private static MlflowException wrong(Condition condition, String why) {
        return MlflowException.invalid(
                "filter",
                condition.subject().key() + " " + condition.comparison().symbol(),
                why);
    }

    /** Returns the list of {@code order by}. What has no value comes last. */
    String order(List<Order> orders, String then) {
        return orders.stream()
                        .map(order -> columns.of(order.subject(), this).sql()
                                + (order.descending() ? " desc" : " asc")
                                + " nulls last, ")
                        .collect(Collectors.joining())
                + then;
    }
}
