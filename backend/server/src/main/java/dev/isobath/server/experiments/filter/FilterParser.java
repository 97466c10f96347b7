package dev.isobath.server.experiments.filter;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Parses a filter by recursive descent. The grammar is in {@code docs/filter.md}. Fields and values are checked while they are read,
 * so that a message can name the place.
 */
public final class FilterParser {

    /** The most characters of a filter. */
    public static final int MAX_LENGTH = 4_000;

    /** The most comparisons. */
    static final int MAX_TERMS = 100;

    /** How deep parentheses and negations may be nested. */
    static final int MAX_DEPTH = 20;

    /** The most values of a list. */
    static final int MAX_VALUES = 500;

    /** The most different metrics, because the database looks each of them up on its own. */
    static final int MAX_METRICS = 12;

    private final List<Token> tokens;
    private final FieldCatalogue catalogue;
    private final Set<String> metrics = new HashSet<>();
    private int at;
    private int depth;
    private int terms;

    private FilterParser(List<Token> tokens, FieldCatalogue catalogue) {
        this.tokens = tokens;
        this.catalogue = catalogue;
    }

    /**
     * Parses a filter that is not blank.
     *
     * @throws InvalidFilterException with the place of what cannot be understood
     */
    public static Filter parse(String text, FieldCatalogue catalogue) {
        if (text.length() > MAX_LENGTH) {
            throw new InvalidFilterException(
                    MAX_LENGTH + 1, "a filter has at most %d characters".formatted(MAX_LENGTH));
        }
        FilterParser parser = new FilterParser(Lexer.split(text), catalogue);
        Filter filter = parser.either();
        Token rest = parser.peek();
        if (rest.is(Token.Type.CLOSE)) {
            throw error(rest, "no parenthesis is open that this one closes");
        }
        if (!rest.is(Token.Type.END)) {
            throw error(rest, "'and' or 'or' is missing before " + rest.shown());
        }
        return filter;
    }

    private Filter either() {
        List<Filter> any = new ArrayList<>(List.of(all()));
        while (peek().isKeyword(Keywords.OR)) {
            at++;
            any.add(all());
        }
        return any.size() == 1 ? any.getFirst() : new Filter.Or(List.copyOf(any));
    }

    private Filter all() {
        List<Filter> all = new ArrayList<>(List.of(one()));
        while (peek().isKeyword(Keywords.AND)) {
            at++;
            all.add(one());
        }
        return all.size() == 1 ? all.getFirst() : new Filter.And(List.copyOf(all));
    }

    private Filter one() {
        Token token = peek();
        if (token.isKeyword(Keywords.NOT)) {
            at++;
            enter(token);
            Filter negated = one();
            depth--;
            return new Filter.Not(negated);
        }
        if (token.is(Token.Type.OPEN)) {
            at++;
            enter(token);
            Filter inner = either();
            Token close = peek();
            if (!close.is(Token.Type.CLOSE)) {
                throw close.is(Token.Type.END)
                        ? error(token, "the parenthesis that opens here is not closed")
                        : error(close, "'and', 'or' or ')' is missing before " + close.shown());
            }
            at++;
            depth--;
            return inner;
        }
        return term();
    }

    private void enter(Token token) {
        depth++;
        if (depth > MAX_DEPTH) {
            throw error(token, "parentheses and 'not' are nested more than %d deep".formatted(MAX_DEPTH));
        }
    }

    private Filter term() {
        Token name = peek();
        if (!name.is(Token.Type.WORD) || Keywords.isKeyword(name.text())) {
            throw error(name, "a field is expected, not " + name.shown());
        }
        at++;
        terms++;
        if (terms > MAX_TERMS) {
            throw error(name, "a filter has at most %d comparisons".formatted(MAX_TERMS));
        }
        Field field = field(name);
        Token next = peek();
        if (next.isKeyword(Keywords.NOT)) {
            at++;
            if (!peek().isKeyword(Keywords.IN)) {
                throw error(peek(), "'in' is expected after 'not', not " + peek().shown());
            }
            return new Filter.Not(list(field));
        }
        if (next.isKeyword(Keywords.IN)) {
            return list(field);
        }
        if (next.isKeyword(Keywords.IS)) {
            return missing(field);
        }
        if (!next.is(Token.Type.OPERATOR)) {
            throw error(
                    next,
                    "an operator is missing after %s; it takes %s"
                            .formatted(name.shown(), field.type().operatorWords()));
        }
        return comparison(field, name);
    }

    private Field field(Token name) {
        Field field;
        try {
            field = catalogue.get(name.text());
        } catch (UnknownFieldException e) {
            throw error(name, e.reason());
        }
        if (field.source() instanceof Field.Source.Metric metric) {
            metrics.add(metric.metric());
            if (metrics.size() > MAX_METRICS) {
                throw error(name, "a filter speaks of at most %d metrics".formatted(MAX_METRICS));
            }
        }
        return field;
    }

    private Filter comparison(Field field, Token name) {
        Token symbol = next();
        Operator operator = Operator.of(symbol.text());
        check(operator, field, name, symbol);
        Token value = peek();
        if (!value.isValue()) {
            throw value.isKeyword(Keywords.NULL)
                    ? error(value, "write '%s is null'".formatted(name.text()))
                    : error(value, "a value is missing after '%s'".formatted(symbol.text()));
        }
        at++;
        return new Filter.Comparison(field, operator, ValueReader.read(value, field, operator));
    }

    private static void check(Operator operator, Field field, Token name, Token symbol) {
        if (!field.type().allows(operator)) {
            throw error(
                    symbol,
                    "'%s' does not work on '%s', which is %s; it takes %s"
                            .formatted(
                                    operator.symbol(),
                                    Quotes.shortened(name.text()),
                                    field.type().words(),
                                    field.type().operatorWords()));
        }
    }

    private Filter list(Field field) {
        Token in = next();
        check(
                Operator.IN,
                field,
                tokens.get(at - 2).isKeyword(Keywords.NOT) ? tokens.get(at - 3) : tokens.get(at - 2),
                in);
        Token open = next();
        if (!open.is(Token.Type.OPEN)) {
            throw error(open, "'in' takes a list in parentheses, such as (a, b)");
        }
        List<Value> values = new ArrayList<>();
        Token separator;
        do {
            Token value = next();
            if (!value.isValue()) {
                throw error(value, "a value is expected in the list, not " + value.shown());
            }
            if (values.size() == MAX_VALUES) {
                throw error(value, "a list has at most %d values".formatted(MAX_VALUES));
            }
            values.add(ValueReader.read(value, field, Operator.IN));
            separator = next();
        } while (separator.is(Token.Type.COMMA));
        if (!separator.is(Token.Type.CLOSE)) {
            throw error(separator, "',' or ')' is expected in the list, not " + separator.shown());
        }
        return new Filter.In(field, List.copyOf(values));
    }

    private Filter missing(Field field) {
        at++;
        Token word = next();
        if (word.isKeyword(Keywords.NULL)) {
            return new Filter.Missing(field);
        }
        if (!word.isKeyword(Keywords.NOT)) {
            throw error(word, "'null' or 'not null' is expected after 'is', not " + word.shown());
        }
        Token end = next();
        if (!end.isKeyword(Keywords.NULL)) {
            throw error(end, "'null' is expected after 'is not', not " + end.shown());
        }
        return new Filter.Not(new Filter.Missing(field));
    }

    private Token peek() {
        return tokens.get(at);
    }

    /** Returns the token and goes on to the one behind it. The last token is never left. */
    private Token next() {
        Token token = tokens.get(at);
        if (!token.is(Token.Type.END)) {
            at++;
        }
        return token;
    }

    private static InvalidFilterException error(Token token, String reason) {
        return new InvalidFilterException(token.column(), reason);
    }
}
