package dev.isobath.spec.text;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the known name that an unknown one most likely stands for. */
public final class NearestName {

    private static final int MAX_DISTANCE = 3;
    /** A longer name is not compared, because the comparison takes time proportional to its length. */
    private static final int MAX_LENGTH = 40;

    private static final int MIN_COMMON_WORD = 4;
    private static final Pattern WORD_END = Pattern.compile("(?=[A-Z])|[_/-]");

    private NearestName() {}

    /** Returns the known name with the fewest different letters, or one that begins with the same word. */
    public static Optional<String> find(String given, Collection<String> known) {
        if (given.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        return known.stream()
                .filter(name -> distance(given, name) <= MAX_DISTANCE
                        && distance(given, name) < Math.max(given.length(), name.length()))
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

    /** The Levenshtein distance, without regard to case. */
    private static int distance(String given, String known) {
        String a = given.toLowerCase(Locale.ROOT);
        String b = known.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitution, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
