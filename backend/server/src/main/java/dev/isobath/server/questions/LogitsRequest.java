package dev.isobath.server.questions;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.inference.InferenceRequest;
import dev.isobath.spec.inference.RoutingMode;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The body of a question for logits, as the description of the API shows it.
 *
 * @param routing top-k when left out
 * @param whole whether all logits are wanted, or only the likely next tokens; true when left out
 * @param checkpoint one of the experiment's; the latest when left out
 */
record LogitsRequest(
        String text,
        @Nullable RoutingMode routing,
        @Nullable Boolean whole,
        @Nullable UUID checkpoint) {

    /**
     * Reads such a body and checks it against the experiment.
     *
     * @throws dev.isobath.server.problems.BadRequest naming every bad field
     */
    static Asked read(JsonNode body, ExperimentSpec spec) {
        BodyFields fields = new BodyFields(body);
        String text = fields.text("text");
        TextLength.checkText(fields, "text", text, spec.data());
        String routing = fields.word(
                "routing",
                Arrays.stream(RoutingMode.values()).map(RoutingMode::text).toList());
        boolean whole = fields.flag("whole", true);
        UUID checkpoint = fields.id("checkpoint");
        fields.check();
        RoutingMode mode = Arrays.stream(RoutingMode.values())
                .filter(each -> each.text().equals(routing))
                .findFirst()
                .orElseThrow();
        return new Asked(new InferenceRequest.Logits(text, mode, whole), checkpoint);
    }
}
