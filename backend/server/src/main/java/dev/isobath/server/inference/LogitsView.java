package dev.isobath.server.inference;

import dev.isobath.spec.inference.InferenceResult;
import dev.isobath.spec.inference.RoutingMode;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Logits as clients see them.
 *
 * @param step the step after which the checkpoint was taken
 * @param pieces the text of each token
 * @param logits for each token a list with one logit for each token of the vocabulary; NaN and infinities are strings; null
 *     when they were not requested
 * @param likely for each token the most likely next tokens, the likeliest first
 * @param routed for each routed block the positions of the tokens that it processed
 * @param note what people have to know about how the result was computed, or null
 */
@Schema(name = "Logits")
record LogitsView(
        UUID checkpoint,
        long step,
        RoutingMode routing,
        List<Integer> tokens,
        List<String> pieces,
        int vocabulary,
        @Nullable List<List<Float>> logits,
        List<List<InferenceResult.Likely>> likely,
        List<InferenceResult.Routed> routed,
        @Nullable String note) {}
