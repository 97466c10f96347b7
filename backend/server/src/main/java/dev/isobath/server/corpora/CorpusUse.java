package dev.isobath.server.corpora;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Says who uses a corpus. */
public interface CorpusUse {

    /**
     * Returns until when the last of the deleted experiments that use a corpus can be restored, or nothing when others use it too, or
     * none does.
     */
    Optional<Instant> onlyByDeletedUntil(UUID corpus);
}
