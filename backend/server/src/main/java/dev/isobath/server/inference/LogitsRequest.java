package dev.isobath.server.inference;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.inference.InferenceRequest;
import dev.isobath.spec.inference.RoutingMode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The body of a request for logits. The API description shows it; {@link #parse} reads it.
 *
 * @param routing the routing mode; top-k by default
 * @param whole whether all logits are returned, or only the likely next tokens; true by default
 * @param checkpoint a checkpoint of the experiment; the latest by default
 */
record LogitsRequest(
        String text,
        @Nullable RoutingMode routing,
        @Nullable Boolean whole,
        @Nullable UUID checkpoint) {

    /**
     * Reads a body and checks it against the experiment.
     *
     * @throws dev.isobath.server.problems.BadRequestException with an error for each invalid field
     */
    static CheckpointInferenceRequest parse(JsonNode body, ExperimentSpec spec) {
        RequestBodyReader fields = new RequestBodyReader(body);
        String text = fields.text("text");
        TextLengthValidator.checkText(fields, "text", text, spec.data());
        RoutingMode routing = fields.routing();
        boolean whole = fields.bool("whole", true);
        UUID checkpoint = fields.uuid("checkpoint");
        fields.throwIfInvalid();
        return new CheckpointInferenceRequest(new InferenceRequest.Logits(text, routing, whole), checkpoint);
    }
}
