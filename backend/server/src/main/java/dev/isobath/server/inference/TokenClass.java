package dev.isobath.server.inference;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.isobath.spec.Named;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;

/** What a token is made of. */
enum TokenClass implements Named {
    /** Letters of any script, with their marks. */
    LETTERS("letters"),
    DIGITS("digits"),
    /** White space and line ends. */
    SPACE("space"),
    PUNCTUATION("punctuation"),
    /** Symbols, control characters, and tokens of more than one of the other classes. */
    OTHER("other");

    private final String text;

    TokenClass(String text) {
        this.text = text;
    }

    @Override
    @JsonValue
    public String text() {
        return text;
    }

    /**
     * Returns the class of each token.
     *
     * @param pieces the text that each token adds. A token inside a character adds none, and has the class of the character, which
     *     is in the piece of the token that completes it
     */
    static List<TokenClass> of(List<String> pieces) {
        List<TokenClass> classes = new ArrayList<>();
        TokenClass following = OTHER;
        for (String piece : pieces.reversed()) {
            following = piece.isEmpty() ? following : of(piece);
            classes.add(following);
        }
        Collections.reverse(classes);
        return classes;
    }

    /** Returns the class of a text that is not empty. A space before a word belongs to the word. */
    private static TokenClass of(String piece) {
        String word = piece.strip();
        if (word.isEmpty()) {
            return SPACE;
        }
        if (all(word, Character::isDigit)) {
            return DIGITS;
        }
        if (all(word, character -> Character.isLetter(character) || isMark(character))) {
            return LETTERS;
        }
        return all(word, TokenClass::isPunctuation) ? PUNCTUATION : OTHER;
    }

    private static boolean all(String word, IntPredicate test) {
        return word.codePoints().allMatch(test);
    }

    private static boolean isMark(int character) {
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }

    private static boolean isPunctuation(int character) {
        return switch (Character.getType(character)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default -> false;
        };
    }
}
