package dev.isobath.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Compares the REST API with the checked-in description, so that no change goes unnoticed. */
@ServerTest
class OpenApiTest {

    private static final Path CHECKED_IN = Path.of("..", "..", "frontend", "openapi.json");
    private static final Path NOW = Path.of("target", "openapi.json");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT, SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    @Autowired
    TestClients clients;

    @Test
    void is_what_frontend_openapi_json_says() throws IOException {
        ObjectNode document = (ObjectNode)
                JSON.readTree(new TestBrowser(clients.url()).get("/api/openapi").text());
        // The document contains the address of this test's server.
        document.remove("servers");
        String now = JSON.writeValueAsString(JSON.treeToValue(document, Object.class)) + "\n";
        Files.writeString(NOW, now);
        assertThat(Files.exists(CHECKED_IN) ? Files.readString(CHECKED_IN) : "")
                .as(
                        "the REST API has changed; when that is meant: cp backend/server/target/openapi.json frontend/openapi.json")
                .isEqualTo(now);
    }

    @Test
    void fields_are_required_and_null_only_where_they_can_be() {
        JsonNode experiment = description().at("/components/schemas/Experiment");
        assertThat(experiment.path("required").valueStream().map(JsonNode::asString))
                .contains("id", "valLoss", "attemptHistory");
        assertThat(experiment.at("/properties/id/type").asString()).isEqualTo("string");
        assertThat(experiment.at("/properties/secondsLeft/type").valueStream().map(JsonNode::asString))
                .containsExactlyInAnyOrder("number", "null");
        assertThat(experiment
                        .at("/properties/valLoss/oneOf")
                        .valueStream()
                        .map(alternative -> alternative.path("type").asString()))
                .as("a measured value may be no finite number")
                .containsExactly("number", "string", "null");
    }

    @Test
    void a_spec_is_described_by_the_schema_that_editors_load_without_an_account() {
        TestBrowser.Response served = new TestBrowser(clients.url()).get("/api/schemas/experiment-spec.json");
        JsonNode described = description().at("/components/schemas/ExperimentSpec");

        assertThat(served.status()).isEqualTo(200);
        assertThat(served.header("Content-Type")).startsWith("application/schema+json");
        assertThat(served.body().path("$schema").asString()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        for (JsonNode schema : List.of(served.body(), described)) {
            assertThat(schema.at("/properties/architecture/oneOf/2/properties/kind/const")
                            .asString(""))
                    .isEqualTo("mod");
            assertThat(schema.at("/properties/architecture/oneOf/2/additionalProperties")
                            .asBoolean(true))
                    .isFalse();
            assertThat(schema.at("/properties/training/properties").propertyNames())
                    .contains("learningRate", "evaluationTokens");
            assertThat(schema.at("/properties/training/properties/learningRate/exclusiveMinimum")
                            .asDouble(1))
                    .isZero();
            assertThat(schema.at("/properties/training/properties/batch/maximum")
                            .asInt())
                    .isEqualTo(65_536);
        }
        assertThat(description()
                        .at(
                                "/paths/~1api~1projects~1{project}~1experiments/post/requestBody/content/application~1json/schema/$ref")
                        .asString(""))
                .isEqualTo("#/components/schemas/ExperimentSpec");
    }

    @Test
    void responses_have_specs_with_all_their_fields() {
        JsonNode description = description();
        for (String response : List.of("Experiment", "SharedExperiment", "SpecFlops")) {
            JsonNode properties = description.at("/components/schemas/" + response + "/properties");
            assertThat(properties.at("/spec/$ref").asString("")).isEqualTo("#/components/schemas/CanonicalSpec");
            assertThat(properties.at("/kind/enum").valueStream().map(JsonNode::asString))
                    .contains("baseline", "staged-mode");
        }
        JsonNode mod = description.at("/components/schemas/CanonicalSpec/properties/architecture/oneOf/2");
        assertThat(mod.path("required").valueStream().map(JsonNode::asString))
                .contains("kind", "heads", "capacity", "gate")
                .doesNotContain("scheme", "predictorWidth");
        assertThat(mod.at("/properties/heads/type").asString("")).isEqualTo("integer");
        assertThat(description
                        .at(
                                "/paths/~1api~1checkpoints~1{id}~1spec.json/get/responses/200/content/application~1json/schema/$ref")
                        .asString(""))
                .isEqualTo("#/components/schemas/CanonicalSpec");
    }

    @Test
    void every_operation_tells_its_problems_and_has_a_name_of_its_own() {
        JsonNode paths = description().path("paths");
        assertThat(paths.valueStream().flatMap(JsonNode::valueStream))
                .isNotEmpty()
                .allSatisfy(operation -> assertThat(
                                operation.at("/responses/default/content").has("application/problem+json"))
                        .isTrue());
        assertThat(paths.valueStream()
                        .flatMap(JsonNode::valueStream)
                        .map(operation -> operation.path("operationId").asString()))
                .doesNotHaveDuplicates()
                .noneMatch(name -> name.contains("_"));
    }

    private JsonNode description() {
        return JSON.readTree(new TestBrowser(clients.url()).get("/api/openapi").text());
    }
}
