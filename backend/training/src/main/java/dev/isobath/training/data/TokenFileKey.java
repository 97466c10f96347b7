package dev.isobath.training.data;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides which tokens come out.
 *
 * @param text digest of the corpus
 * @param documents digest of the index of its documents, where it has several
 * @param tokenizer digest of the tokenizer
 * @param split where the held-out text begins, in bytes
 */
record TokenFileKey(String text, @Nullable String documents, String tokenizer, int vocabulary, long split) {

    /** Goes up when the same origin would give other tokens than before, for example when a tokenizer.json is rewritten otherwise. */
    private static final int VERSION = 2;

    private static final int ENOUGH_DIGITS = 16;

    String digest() {
        return Digests.of(String.join(
                "\n",
                "isobath-tokens/" + VERSION,
                text,
                Objects.toString(documents, "-"),
                tokenizer,
                Integer.toString(vocabulary),
                Long.toString(split)));
    }

    /** Begins with the corpus's digest, so that whoever clears up knows to which corpus it belongs. */
    String fileName() {
        return text + "." + digest().substring(0, ENOUGH_DIGITS) + ".tokens";
    }
}
