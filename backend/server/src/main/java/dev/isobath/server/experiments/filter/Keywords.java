package dev.isobath.server.experiments.filter;

import java.util.Locale;
import java.util.Set;

/** The words of the language. As values they need quotes. */
final class Keywords {

    static final String AND = "and";
    static final String OR = "or";
    static final String NOT = "not";
    static final String IN = "in";
    static final String IS = "is";
    static final String NULL = "null";

    private static final Set<String> ALL = Set.of(AND, OR, NOT, IN, IS, NULL);

    private Keywords() {}

    static boolean isKeyword(String word) {
        return ALL.contains(word.toLowerCase(Locale.ROOT));
    }
}
