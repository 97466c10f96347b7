package dev.isobath.server.tokenizers;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A tokenizer as clients see it.
 *
 * @param model the algorithm: BPE, WordPiece, WordLevel or Unigram
 * @param vocabulary the number of distinct tokens
 * @param createdBy the name of the user who uploaded it, or null when the account does not exist any more
 */
@Schema(name = "Tokenizer")
record TokenizerView(
        UUID id,
        String name,
        String model,
        int vocabulary,
        long bytes,
        String sha256,
        Instant createdAt,
        @Nullable String createdBy) {}
