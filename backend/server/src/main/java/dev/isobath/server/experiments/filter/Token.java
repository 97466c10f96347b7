package dev.isobath.server.experiments.filter;

/**
 * A part of a filter's text.
 *
 * @param text the part as it is written; for a quoted text what stands between the quotes, without escapes
 * @param column where it begins, counted from 1
 */
record Token(Type type, String text, int column) {

    enum Type {
        /** A name, a keyword or a value without quotes that begins with a letter. */
        WORD,
        /** A value that begins with a digit or a sign: a number or a time. */
        NUMERAL,
        QUOTED,
        OPERATOR,
        OPEN,
        CLOSE,
        COMMA,
        END
    }

    boolean is(Type other) {
        return type == other;
    }

    boolean isKeyword(String keyword) {
        return type == Type.WORD && text.equalsIgnoreCase(keyword);
    }

    /** Returns whether the token can be a value of a field of text. */
    boolean isValue() {
        return type == Type.QUOTED || type == Type.NUMERAL || (type == Type.WORD && !Keywords.isKeyword(text));
    }

    /** Returns the token as messages quote it. */
    String shown() {
        return type == Type.END ? "the end of the filter" : "'" + Quotes.shortened(text) + "'";
    }
}
