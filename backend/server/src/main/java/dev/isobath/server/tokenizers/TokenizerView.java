package dev.isobath.server.tokenizers;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A tokenizer as people see it.
 *
 * @param model the algorithm: BPE, WordPiece, WordLevel or Unigram
 * @param vocabulary number of distinct tokens
 * @param createdBy name of who sent it; null when the account is gone
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
