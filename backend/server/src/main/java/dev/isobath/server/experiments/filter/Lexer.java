package dev.isobath.server.experiments.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Splits the text of a filter into tokens. */
final class Lexer {

    /** What other languages write, and what it is called here. */
    private static final Map<String, String> MEANT = Map.of(
            "&&", "and", "&", "and", "||", "or", "|", "or", "!", "not", "==", "=", "<>", "!=", "=>", ">=", "=<", "<=",
            "~", ":");

    private static final List<String> OPERATORS = List.of("!=", "<=", ">=", "=", "<", ">", ":");

    private final String text;
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    /**
     * Splits a filter. The last token is of type {@link Token.Type#END}.
     *
     * @throws InvalidFilterException at the first character that has no meaning, and at a quote without an end
     */
    static List<Token> split(String text) {
        Lexer lexer = new Lexer(text);
        List<Token> tokens = new ArrayList<>();
        do {
            tokens.add(lexer.next());
        } while (!tokens.getLast().is(Token.Type.END));
        return tokens;
    }

    private Token next() {
        while (at < text.length()
                && (Character.isWhitespace(text.charAt(at)) || Character.isSpaceChar(text.charAt(at)))) {
            at++;
        }
        if (at == text.length()) {
            return new Token(Token.Type.END, "", at + 1);
        }
        int start = at;
        int first = text.codePointAt(at);
        if (first == '"' || first == '\'') {
            return quoted((char) first);
        }
        if (first == '(' || first == ')' || first == ',') {
            at++;
            Token.Type type = first == '(' ? Token.Type.OPEN : first == ')' ? Token.Type.CLOSE : Token.Type.COMMA;
            return new Token(type, Character.toString(first), start + 1);
        }
        if (isNumeralStart()) {
            while (at < text.length() && isNumeralPart()) {
                at++;
            }
            return new Token(Token.Type.NUMERAL, text.substring(start, at), start + 1);
        }
        if (Character.isUnicodeIdentifierStart(first) || first == '_') {
            while (at < text.length() && isWordPart(text.codePointAt(at))) {
                at += Character.charCount(text.codePointAt(at));
            }
            return new Token(Token.Type.WORD, text.substring(start, at), start + 1);
        }
        return operator();
    }

    private Token operator() {
        int start = at;
        for (int length = 2; length >= 1; length--) {
            if (start + length <= text.length()) {
                String symbol = text.substring(start, start + length);
                String meant = MEANT.get(symbol);
                if (meant != null) {
                    throw new InvalidFilterException(
                            start + 1, "'%s' has no meaning here; write '%s'".formatted(symbol, meant));
                }
                if (OPERATORS.contains(symbol)) {
                    at += length;
                    return new Token(Token.Type.OPERATOR, symbol, start + 1);
                }
            }
        }
        String symbol = Character.toString(text.codePointAt(start));
        throw new InvalidFilterException(
                start + 1, "'%s' has no meaning here; a value with such a character needs quotes".formatted(symbol));
    }

    private Token quoted(char quote) {
        int start = at;
        StringBuilder content = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != quote) {
            if (text.charAt(at) == '\\') {
                content.append(escaped());
            } else {
                content.append(text.charAt(at));
            }
            at++;
        }
        if (at >= text.length()) {
            throw new InvalidFilterException(start + 1, "the text that begins here has no closing quote");
        }
        at++;
        return new Token(Token.Type.QUOTED, content.toString(), start + 1);
    }

    private char escaped() {
        int backslash = at;
        at++;
        return Optional.of(at)
                .filter(place -> place < text.length())
                .map(text::charAt)
                .filter(character -> character == '\\' || character == '"' || character == '\'')
                .orElseThrow(() -> new InvalidFilterException(
                        backslash + 1, "a backslash stands only before a quote or a backslash; write \\\\ for one"));
    }

    private boolean isNumeralStart() {
        int digit = at;
        if ("+-".indexOf(text.charAt(digit)) >= 0) {
            digit++;
        }
        if (digit < text.length() && text.charAt(digit) == '.') {
            digit++;
        }
        return isDigit(digit);
    }

    private boolean isNumeralPart() {
        char character = text.charAt(at);
        if (character == ':') {
            // The colon of a time stands before a digit, and the operator never stands right after a numeral.
            return isDigit(at + 1);
        }
        return isDigit(at) || Character.isLetter(character) || "._+-".indexOf(character) >= 0;
    }

    private boolean isDigit(int index) {
        return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }

    private static boolean isWordPart(int point) {
        return (Character.isUnicodeIdentifierPart(point) && !Character.isIdentifierIgnorable(point))
                || "._/-".indexOf(point) >= 0;
    }
}
