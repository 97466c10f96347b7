package dev.isobath.server.tokenizers;

import dev.isobath.server.storage.Blob;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A {@code tokenizer.json} of a project. The file never changes.
 *
 * @param file the uploaded file
 * @param vocabulary V, the number of distinct tokens
 * @param unusable a sentence that says why no experiment can be trained with it; null unless its state is
 *     {@link TokenizerState#UNUSABLE}
 */
public record Tokenizer(
        UUID id,
        String name,
        Blob file,
        int vocabulary,
        @Nullable String unusable) {}
