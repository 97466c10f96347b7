package dev.isobath.spec.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the known name that an unknown one most likely stands for. */
public final class NearestName {

    private static final int MAX_ERRORS = 3;
    /** A short name with several errors is another name. */
    private static final int LETTERS_PER_ERROR = 3;

    /** A longer name is not compared, because the comparison takes time proportional to its length. */
    private static final int MAX_LENGTH = 40;

    private static final int MIN_COMMON_WORD = 4;
    private static final Pattern WORD_END = Pattern.compile("(?=[A-Z])|[_/-]");

    private NearestName() {}

    /** Returns the known name that is the fewest typing errors away, or else one that begins with the same word. */
    public static Optional<String> find(String given, Collection<String> known) {
        if (given.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        int errors = Math.clamp(given.length() / LETTERS_PER_ERROR, 1, MAX_ERRORS);
        return known.stream()
                .filter(name -> name.length() > 1 && distance(given, name) <= errors)
                .min(Comparator.comparingInt(name -> distance(given, name)))
                .or(() -> known.stream()
                        .filter(name -> beginsWithTheSameWord(given, name))
                        .findFirst());
    }

    /** Returns a question that names the nearest known name, to end a sentence with. It is empty when no known name is near. */
    public static String hint(String given, Collection<String> known) {
        return find(given, known).map(name -> "; did you mean '" + name + "'?").orElse("");
    }

    private static boolean beginsWithTheSameWord(String a, String b) {
        String word = WORD_END.split(a, 2)[0];
        return word.length() >= MIN_COMMON_WORD && word.equalsIgnoreCase(WORD_END.split(b, 2)[0]);
    }

    /** Counts inserted, left out, replaced and swapped letters (optimal string alignment), without regard to case. */
    private static int distance(String given, String known) {
        String a = given.toLowerCase(Locale.ROOT);
        String b = known.toLowerCase(Locale.ROOT);
        int[][] errors = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                errors[i][j] = i == 0 || j == 0 ? i + j : errors(errors, a, b, i, j);
            }
        }
        return errors[a.length()][b.length()];
    }

    /** The errors between the first i letters of a and the first j letters of b. */
    private static int errors(int[][] errors, String a, String b, int i, int j) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int fewest = Math.min(errors[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(errors[i - 1][j], errors[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(fewest, errors[i - 2][j - 2] + 1) : fewest;
    }
}
