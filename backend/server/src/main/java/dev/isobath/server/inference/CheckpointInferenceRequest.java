package dev.isobath.server.inference;

import dev.isobath.spec.inference.InferenceRequest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An inference request and the checkpoint to run it on.
 *
 * @param checkpoint a checkpoint of the experiment, or null for the latest
 */
record CheckpointInferenceRequest(
        InferenceRequest request, @Nullable UUID checkpoint) {}
