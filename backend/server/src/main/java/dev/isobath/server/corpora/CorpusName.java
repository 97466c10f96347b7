package dev.isobath.server.corpora;

import dev.isobath.server.problems.BadRequestException;
import dev.isobath.spec.text.TextRule;
import java.util.regex.Pattern;

/**
 * The name of a corpus, which specs refer to.
 *
 * @param text the name: 1 to 100 letters, digits, '.', '_', '-' and spaces
 */
record CorpusName(String text) {

    private static final int MAX_LENGTH = 100;
    private static final Pattern ALLOWED = Pattern.compile("[\\p{L}\\p{M}\\p{N}._ -]{1," + MAX_LENGTH + "}");
    private static final Pattern FOLDERS = Pattern.compile("^.*[/\\\\]", Pattern.DOTALL);
    private static final Pattern EXTENSION = Pattern.compile("\\.[A-Za-z0-9]{1,5}$");
    private static final Pattern STRANGE = Pattern.compile("[^\\p{L}\\p{M}\\p{N}._ -]+");
    private static final Pattern EDGES = Pattern.compile("^[-. ]+|[-. ]+$");

    CorpusName {
        text = TextRule.normalise(text);
        if (!ALLOWED.matcher(text).matches()) {
            throw BadRequestException.invalid(
                    "/name", "must be 1 to " + MAX_LENGTH + " letters, digits, '.', '_', '-' and spaces");
        }
    }

    /**
     * Makes a name from the name of a file. Folders and the extension are removed, and characters that are not allowed are
     * replaced.
     */
    static CorpusName ofFile(String file) {
        String base = FOLDERS.matcher(TextRule.normalise(file)).replaceFirst("");
        String plain = STRANGE.matcher(
                        EXTENSION.matcher(Compression.removeExtension(base)).replaceFirst(""))
                .replaceAll("-");
        String name = EDGES.matcher(plain).replaceAll("");
        return new CorpusName(TextRule.shortened(name, MAX_LENGTH));
    }
}
