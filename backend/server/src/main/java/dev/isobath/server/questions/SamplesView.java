package dev.isobath.server.questions;

import dev.isobath.spec.inference.InferenceResult;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;

/**
 * Samples as clients see them.
 *
 * @param step the step the checkpoint was taken after
 * @param seed with it the same question has the same answer
 */
@Schema(name = "Samples")
record SamplesView(
        UUID checkpoint, long step, long seed, List<InferenceResult.Sample> samples, double tokensPerSecond) {}
