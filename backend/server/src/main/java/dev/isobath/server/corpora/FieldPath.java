package dev.isobath.server.corpora;

import dev.isobath.server.problems.BadRequestException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The place of the text in a record: names separated by dots. A name followed by {@code []} stands for each element of a list,
 * as in {@code messages[].content}.
 */
record FieldPath(String text, List<Step> steps) {

    private static final int MAX_LENGTH = 200;
    private static final Pattern DOT = Pattern.compile("\\.");
    private static final String EACH = "[]";

    /**
     * One name of the path.
     *
     * @param each whether the path goes on in each element of a list
     * @param rest the path from this name on, which may also be a name with dots in it
     */
    record Step(String name, boolean each, String rest) {}

    /**
     * Parses a path.
     *
     * @throws BadRequestException when a name is missing
     */
    static FieldPath parse(String path) {
        String[] names = DOT.split(path, -1);
        Step[] steps = new Step[names.length];
        String rest = "";
        for (int i = names.length - 1; i >= 0; i--) {
            rest = i == names.length - 1 ? names[i] : names[i] + "." + rest;
            boolean each = names[i].endsWith(EACH);
            String name = each ? names[i].substring(0, names[i].length() - EACH.length()) : names[i];
            if (name.isBlank() || path.length() > MAX_LENGTH) {
                throw BadRequestException.invalid(
                        "/field",
                        "must be a name, or names separated by dots, of at most %d characters: text, meta.text or messages[].content"
                                .formatted(MAX_LENGTH));
            }
            steps[i] = new Step(name, each, rest);
        }
        return new FieldPath(path, Arrays.asList(steps));
    }
}
