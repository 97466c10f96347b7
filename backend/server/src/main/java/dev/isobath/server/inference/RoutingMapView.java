package dev.isobath.server.inference;

import dev.isobath.spec.inference.InferenceResult;
import dev.isobath.spec.inference.RoutingMode;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The routing map of a text as clients see it: T tokens and L blocks. The entry of token t in block l is at index t of the lists of
 * block l. NaN and infinities are strings.
 *
 * @param step the step after which the checkpoint was taken
 * @param pieces the text of each token
 * @param losses the cross-entropy of the next token at each position, in nats; null at the last one
 * @param entropies the entropy of the distribution of the next token at each position, in nats
 * @param depths the number of blocks that each token went through
 * @param blocks what each block did with each token
 * @param experts the number of real experts of a block; 0 for a model without experts
 * @param noOps the number of no-ops of a block; 0 for a model without them
 * @param statistics what the map says in numbers
 * @param note what people have to know about how the result was computed, or null
 */
@Schema(name = "RoutingMap")
record RoutingMapView(
        UUID checkpoint,
        long step,
        RoutingMode routing,
        List<Integer> tokens,
        List<String> pieces,
        List<@Nullable Double> losses,
        List<Double> entropies,
        List<Integer> depths,
        List<InferenceResult.MappedBlock> blocks,
        int experts,
        int noOps,
        RoutingStatistics statistics,
        @Nullable String note) {}
