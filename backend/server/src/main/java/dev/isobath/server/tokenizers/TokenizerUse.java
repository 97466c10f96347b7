package dev.isobath.server.tokenizers;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Says who uses a tokenizer. */
public interface TokenizerUse {

    /**
     * Returns until when the last of the deleted experiments that use a tokenizer can be restored, or nothing when others use it too, or
     * none does.
     */
    Optional<Instant> onlyByDeletedUntil(UUID tokenizer);
}
