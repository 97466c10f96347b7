package dev.isobath.server.checkpoints;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A stored state of a training run, taken after {@code step} steps.
 *
 * @param damage why its content cannot be used; null while nothing is known against it
 */
public record Checkpoint(
        UUID id,
        long step,
        long bytes,
        String sha256,
        Instant createdAt,
        @Nullable String damage) {

    /** Returns whether nothing is known against its content. */
    public boolean isSound() {
        return damage == null;
    }
}
