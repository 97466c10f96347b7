package dev.isobath.server.questions;

import dev.isobath.spec.inference.InferenceResult;
import dev.isobath.spec.inference.RoutingMode;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Logits as clients see them.
 *
 * @param step the step the checkpoint was taken after
 * @param pieces the text of each token
 * @param logits for each token a list of one number for each of the vocabulary; NaN and infinities as
 *     strings. Null when they were not wanted
 * @param likely for each token what is most likely next, the likeliest first
 * @param routed for each routed block the positions of the tokens it took
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
        List<InferenceResult.Routed> routed) {}
