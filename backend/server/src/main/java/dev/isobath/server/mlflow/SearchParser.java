package dev.isobath.server.mlflow;

import dev.isobath.server.mlflow.Search.Comparison;
import dev.isobath.server.mlflow.Search.Condition;
import dev.isobath.server.mlflow.Search.Entity;
import dev.isobath.server.mlflow.Search.Order;
import dev.isobath.server.mlflow.Search.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads MLflow's language of filters: {@code metrics.loss < 0.5 and params."model name" LIKE '%small%'}. Conditions are joined by AND only.
 */
final class SearchParser {

    private static final int MAX_CONDITIONS = 100;

    private final String parameter;
    private final String text;
    private int at;

    private SearchParser(String parameter, String text) {
        this.parameter = parameter;
        this.text = text;
    }

    /** Reads the filter of a request; none for null and for a blank one. */
    static List<Condition> filter(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return List.of();
        }
        SearchParser parser = new SearchParser("filter", text);
        List<Condition> conditions = new ArrayList<>();
        do {
            conditions.add(parser.condition());
            if (conditions.size() > MAX_CONDITIONS) {
                throw parser.wrong("a filter has at most %d conditions".formatted(MAX_CONDITIONS));
            }
        } while (parser.takesWord("and"));
        parser.requireEnd("conditions are joined by AND");
        return conditions;
    }

    /** Reads what a list is sorted by. */
    static List<Order> order(List<String> texts) {
        List<Order> orders = new ArrayList<>();
        for (String text : texts) {
            SearchParser parser = new SearchParser("order_by", text);
            Subject subject = parser.subject();
            boolean descending = parser.takesWord("desc");
            if (!descending) {
                parser.takesWord("asc");
            }
            parser.requireEnd("ASC or DESC may follow what is sorted by");
            orders.add(new Order(subject, descending));
        }
        return orders;
    }

    private Condition condition() {
        Subject subject = subject();
        Comparison comparison = comparison();
        if (comparison != Comparison.IN && comparison != Comparison.NOT_IN) {
            boolean quoted = isQuote();
            return new Condition(subject, comparison, List.of(value()), quoted);
        }
        expect('(');
        List<String> values = new ArrayList<>();
        boolean quoted = true;
        do {
            quoted &= isQuote();
            values.add(value());
        } while (takes(','));
        expect(')');
        return new Condition(subject, comparison, values, quoted);
    }

    private Subject subject() {
        skipSpace();
        if (isKeyQuote()) {
            return new Subject(Entity.ATTRIBUTE, quoted());
        }
        String word = word();
        if (word.isEmpty()) {
            throw wrong("the name of a metric, a param, a tag or an attribute is expected");
        }
        int dot = word.indexOf('.');
        String prefix = dot < 0 ? "" : word.substring(0, dot).toLowerCase(Locale.ROOT);
        Entity entity = switch (prefix) {
            case "metric", "metrics" -> Entity.METRIC;
            case "param", "params", "parameter", "parameters" -> Entity.PARAM;
            case "tag", "tags" -> Entity.TAG;
            case "attribute", "attributes", "attr", "run" -> Entity.ATTRIBUTE;
            case "" -> Entity.ATTRIBUTE;
            default -> throw wrong("'%s' is none of metrics, params, tags and attributes".formatted(prefix));
        };
        String key = word.substring(dot + 1);
        if (dot >= 0 && key.isEmpty() && at < text.length() && isKeyQuote()) {
            key = quoted();
        }
        if (key.isEmpty()) {
            throw wrong("a name is missing after the dot");
        }
        return new Subject(entity, key);
    }

    private String word() {
        int start = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || "_./-:".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        return text.substring(start, at);
    }

    private Comparison comparison() {
        skipSpace();
        for (String symbol : List.of("!=", "<=", ">=", "=", "<", ">")) {
            if (text.startsWith(symbol, at)) {
                at += symbol.length();
                return of(symbol);
            }
        }
        if (takesWord("not")) {
            if (takesWord("in")) {
                return Comparison.NOT_IN;
            }
            throw wrong("only IN may follow NOT");
        }
        for (String word : List.of("like", "ilike", "in")) {
            if (takesWord(word)) {
                return of(word.toUpperCase(Locale.ROOT));
            }
        }
        throw wrong("one of =, !=, <, <=, >, >=, LIKE, ILIKE, IN is expected");
    }

    private static Comparison of(String symbol) {
        for (Comparison comparison : Comparison.values()) {
            if (comparison.symbol().equals(symbol)) {
                return comparison;
            }
        }
        throw new IllegalStateException(symbol);
    }

    private String value() {
        skipSpace();
        if (isQuote()) {
            return quoted();
        }
        int start = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || "+-._".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        if (start == at) {
            throw wrong("a number or a text in quotes is expected");
        }
        return text.substring(start, at);
    }

    private boolean isQuote() {
        skipSpace();
        return at < text.length() && (text.charAt(at) == '\'' || text.charAt(at) == '"');
    }

    private boolean isKeyQuote() {
        return at < text.length() && (text.charAt(at) == '`' || text.charAt(at) == '"');
    }

    private String quoted() {
        char quote = text.charAt(at);
        int end = text.indexOf(quote, at + 1);
        if (end < 0) {
            throw wrong("the text that begins here has no closing quote");
        }
        String content = text.substring(at + 1, end);
        at = end + 1;
        return content;
    }

    private boolean takesWord(String word) {
        skipSpace();
        boolean found = text.regionMatches(true, at, word, 0, word.length())
                && (at + word.length() == text.length() || !Character.isLetterOrDigit(text.charAt(at + word.length())));
        at += found ? word.length() : 0;
        return found;
    }

    private boolean takes(char character) {
        skipSpace();
        boolean found = at < text.length() && text.charAt(at) == character;
        at += found ? 1 : 0;
        return found;
    }

    private void expect(char character) {
        if (!takes(character)) {
            throw wrong("'%s' is expected".formatted(character));
        }
    }

    private void requireEnd(String why) {
        skipSpace();
        if (at < text.length()) {
            throw wrong(why);
        }
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private MlflowException wrong(String why) {
        return MlflowException.invalid(parameter, text, "at character %d, %s".formatted(at + 1, why));
    }
}
