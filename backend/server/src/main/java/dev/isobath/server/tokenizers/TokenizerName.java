package dev.isobath.server.tokenizers;

import dev.isobath.server.problems.BadRequestException;
import dev.isobath.spec.text.TextRule;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The name of a tokenizer, which specs refer to.
 *
 * @param text the name: 1 to 64 letters, digits, '.', '_' and '-', beginning with a letter or digit; not the name of a built-in
 *     tokenizer
 */
record TokenizerName(String text) {

    private static final int MAX_LENGTH = 64;
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0," + (MAX_LENGTH - 1) + "}");
    private static final Set<String> RESERVED = Set.of("bytes", "gpt2");

    TokenizerName {
        text = TextRule.normalise(text);
        if (!ALLOWED.matcher(text).matches()) {
            throw BadRequestException.invalid(
                    "/name",
                    "must be 1 to " + MAX_LENGTH + " letters, digits, '.', '_' and '-', the first a letter or digit");
        }
        if (RESERVED.contains(text)) {
            throw BadRequestException.invalid("/name", "is the name of a built-in tokenizer; choose another");
        }
    }
}
