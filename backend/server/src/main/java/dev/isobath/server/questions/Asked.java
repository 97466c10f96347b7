package dev.isobath.server.questions;

import dev.isobath.spec.inference.InferenceRequest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks.
 *
 * @param checkpoint one of the experiment's, or null for the latest
 */
record Asked(InferenceRequest question, @Nullable UUID checkpoint) {}
