package dev.isobath.server.checkpoints;

import java.time.Instant;
import java.util.UUID;

/** The state of a training after some steps. */
public record Checkpoint(UUID id, long step, long bytes, String sha256, Instant createdAt) {}
