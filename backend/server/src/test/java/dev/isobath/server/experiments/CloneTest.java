package dev.isobath.server.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestResponse;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.node.ObjectNode;

@ServerTest
class CloneTest {

    @Autowired
    ExperimentTestClient client;

    @AfterEach
    void clear() {
        client.clear();
    }

    private TestResponse copy(UUID id, String patch) {
        return client.post("/api/experiments/" + id + "/clone", patch);
    }

    @Test
    void changes_what_the_patch_names_and_keeps_the_rest() {
        UUID id = client.queue("original", 5, 0);
        TestResponse seeded = copy(id, "{\"name\":\"with seed 2\",\"seed\":2}");
        assertThat(seeded.status()).as(seeded.body()).isEqualTo(201);
        assertThat(seeded.json().at("/spec/seed").asInt()).isEqualTo(2);
        assertThat(seeded.text("/name")).isEqualTo("with seed 2");

        TestResponse faster = copy(id, "{\"training\":{\"learningRate\":5}}");
        assertThat(faster.json().at("/spec/training/learningRate").asDouble()).isEqualTo(5);
        assertThat(faster.text("/name")).isEqualTo("original (copy)");
        assertThat(without(faster)).isEqualTo(without(client.experiment(id)));
    }

    /** The spec without the fields that the patch changes. */
    private static ObjectNode without(TestResponse experiment) {
        ObjectNode spec = experiment.json().path("spec").asObject();
        spec.remove("name");
        spec.path("training").asObject().remove("learningRate");
        return spec;
    }

    @Test
    void null_restores_a_default_and_replaces_an_exclusive_field() {
        UUID id = client.queue("original", 5, 0);
        TestResponse seeded = copy(id, "{\"seed\": 7}");
        TestResponse restored = copy(
                UUID.fromString(seeded.text("/id")),
                "{\"name\": null, \"seed\": null, \"training\": {\"budget\": {\"steps\": null, \"tokens\": 160}}}");
        assertThat(restored.status()).as(restored.body()).isEqualTo(201);
        assertThat(restored.json().at("/spec/seed").asInt()).isEqualTo(1);
        assertThat(restored.json().path("steps").asInt()).isEqualTo(10);
        assertThat(restored.text("/name")).isEqualTo("original (copy) (copy)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"sede": 2}                                | /sede: is not a field of a spec; did you mean 'seed'?
            {"training": {"learning_rate": 1}}         | /training/learning_rate: is not a field of training; did you mean 'learningRate'?
            {"training": {"learningRate": 50}}         | /training/learningRate: must be above 0 and at most 10
            {"seed": 1.5}                              | /seed: must be a whole number
            {"training": {"budget": {"tokens": 1000}}} | /training/budget: needs exactly one of steps, tokens, flops
            {"name": 17}                               | /name: must be a string
            []                                         | must be an object with the fields of the spec that are to change
            """)
    void a_patch_is_checked_like_a_spec(String patch, String detail) {
        TestResponse reply = copy(client.queue("original", 5, 0), patch);
        assertThat(reply.status()).as(reply.body()).isEqualTo(422);
        assertThat(reply.text("/detail")).isEqualTo(detail);
    }
}
