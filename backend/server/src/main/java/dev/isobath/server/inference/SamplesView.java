package dev.isobath.server.inference;

import dev.isobath.spec.inference.InferenceResult;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Samples as clients see them.
 *
 * @param step the step after which the checkpoint was taken
 * @param seed the seed of the random numbers; the same request with this seed has the same result
 * @param note what people have to know about how the result was computed, or null
 */
@Schema(name = "Samples")
record SamplesView(
        UUID checkpoint,
        long step,
        long seed,
        List<InferenceResult.Sample> samples,
        double tokensPerSecond,
        @Nullable String note) {}
