package dev.isobath.server.checkpoints;

import java.time.Instant;
import java.util.UUID;

/** A stored state of a training run, taken after {@code step} steps. */
public record Checkpoint(UUID id, long step, long bytes, String sha256, Instant createdAt) {}
