package dev.isobath.server.inference;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.inference.InferenceRequest;
import dev.isobath.spec.inference.RoutingMode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The body of a request for a routing map. The API description shows it; {@link #parse} reads it.
 *
 * @param routing the routing mode; top-k by default
 * @param checkpoint a checkpoint of the experiment; the latest by default
 */
record RoutingRequest(
        String text,
        @Nullable RoutingMode routing,
        @Nullable UUID checkpoint) {

    /** Makes the body that query parameters stand for. */
    static JsonNode body(String text, @Nullable String routing, @Nullable String checkpoint) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("text", text);
        if (routing != null) {
            body.put("routing", routing);
        }
        if (checkpoint != null) {
            body.put("checkpoint", checkpoint);
        }
        return body;
    }

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
        UUID checkpoint = fields.uuid("checkpoint");
        fields.throwIfInvalid();
        return new CheckpointInferenceRequest(new InferenceRequest.RoutingMap(text, routing), checkpoint);
    }
}
