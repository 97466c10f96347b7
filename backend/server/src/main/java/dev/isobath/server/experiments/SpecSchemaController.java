package dev.isobath.server.experiments;

import dev.isobath.spec.SpecSchema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Serves the JSON Schema of a spec. Editors load it without an account. */
@RestController
@Tag(name = "experiments")
class SpecSchemaController {

    private static final JsonNode SCHEMA = SpecSchema.document();

    @GetMapping(path = "/api/schemas/experiment-spec.json", produces = "application/schema+json")
    JsonNode getExperimentSpecSchema() {
        return SCHEMA;
    }
}
