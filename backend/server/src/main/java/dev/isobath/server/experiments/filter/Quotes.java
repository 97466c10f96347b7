package dev.isobath.server.experiments.filter;

import dev.isobath.spec.text.TextRule;
import java.util.regex.Pattern;

/** How texts are written in filters and in messages about them. */
final class Quotes {

    private static final int LONGEST_SHOWN = 60;
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,59}");

    private Quotes() {}

    static String shortened(String text) {
        return TextRule.shortened(text, LONGEST_SHOWN);
    }

    /** Writes a text as a value: as it is where that is a word, and in quotes otherwise. */
    static String written(String text) {
        return PLAIN.matcher(text).matches() && !Keywords.isKeyword(text)
                ? text
                : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
