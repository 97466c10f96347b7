package dev.isobath.server.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestResponse;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@ServerTest
class SubmissionTest {

    private static final String ADDRESS = "/api/projects/default/experiments";

    @Autowired
    ExperimentTestClient client;

    @AfterEach
    void clear() {
        client.clear();
    }

    @Test
    void a_good_spec_is_queued_with_its_defaults_and_its_cost() {
        TestResponse reply = client.post(ADDRESS, ExperimentTestClient.spec("good", 5));
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.headers().firstValue("Location")).hasValue("/api/experiments/" + reply.text("/id"));
        assertThat(reply.text("/state")).isEqualTo("QUEUED");
        assertThat(reply.text("/kind")).isEqualTo("baseline");
        assertThat(reply.text("/spec/training/precision")).isEqualTo("f32");
        assertThat(reply.json().path("flopsPerStep").asLong()).isPositive();
        assertThat(reply.json().path("flopsPlanned").asDouble())
                .isEqualTo(5.0 * reply.json().path("flopsPerStep").asLong());
        assertThat(reply.json().path("attempts").asInt()).isZero();
        assertThat(reply.text("/flopsConvention")).isNotEmpty();
    }

    @Test
    void yaml_says_the_same_as_json() {
        TestResponse reply = client.post(ADDRESS, """
                name: in yaml
                architecture: {kind: mod, layers: 2, width: 8, heads: 2, capacity: 0.5}
                data:
                  corpus: shelf
                  sequenceLength: 8
                training:
                  batch: 2
                  budget: {steps: 5}
                """, "application/yaml");
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        assertThat(reply.json().at("/spec/architecture/capacity").asDouble()).isEqualTo(0.5);
    }

    @Test
    void the_flops_of_a_capacity_schedule_are_summed() {
        TestResponse reply = client.post(ADDRESS, """
                name: scheduled
                architecture: {kind: mod, layers: 2, width: 8, heads: 2, capacity: 0.5, routeEvery: 1, capacitySchedule: {steps: 2}}
                data: {corpus: shelf, sequenceLength: 8}
                training: {batch: 2, budget: {steps: 5}}
                """, "application/yaml");
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        assertThat(reply.json().path("flopsPlanned").asDouble())
                .isGreaterThan(5.0 * reply.json().path("flopsPerStep").asLong());
        assertThat(reply.json().at("/spec/architecture/capacitySchedule/from").asDouble())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'baseline'|'perceptron'|/architecture/kind",
                "'heads\": 2'|'heads\": 3'|/architecture/heads",
                "'kind\": \"baseline\"'|'kind\": \"mod\", \"capacity\": 0'|/architecture/capacity",
                "'kind\": \"baseline\"'|'kind\": \"mod\", \"capacity\": 1.01'|/architecture/capacity",
                "'kind\": \"baseline\"'|'kind\": \"mod\", \"capacity\": [1.5]'|/architecture/capacity/0",
                "'kind\": \"baseline\"'|'kind\": \"mod\", \"scheme\": \"random\"'|/architecture/scheme",
                "'sequenceLength\": 8'|'tokenizer\": \"nowhere\", \"sequenceLength\": 8'|/data/tokenizer",
                "'sequenceLength\": 8'|'sequenceLength\": 10000'|/data/sequenceLength",
                "'sequenceLength\": 8'|'sequenceLength\": 1000'|/data/validationFraction",
                "'corpus\": \"shelf\"'|'corpus\": \"nowhere\"'|/data/corpus",
                "'batch\": 2'|'batch\": 1e999'|/training/batch",
                "'batch\": 2'|'batch\": 2, \"lerningRate\": 1'|/training/lerningRate",
                "'steps\": 5'|'flops\": 1'|/training/budget",
                "'steps\": 5'|'steps\": 9223372036854775807'|/training/budget/steps",
            })
    void a_bad_field_is_refused_and_pointed_at(String good, String bad, String pointer) {
        TestResponse reply = client.post(
                ADDRESS, ExperimentTestClient.spec("bad", 5).replace(good.replace("'", ""), bad.replace("'", "")));
        assertThat(reply.status()).as(reply.body()).isEqualTo(422);
        assertThat(reply.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(reply.text("/type")).isEqualTo("/problems/invalid");
        assertThat(reply.text("/errors/0/pointer")).isEqualTo(pointer);
    }

    @Test
    void not_a_number_is_malformed_in_either_language() {
        for (String word : new String[] {"NaN", ".nan", "Infinity", "-.inf"}) {
            String spec = ExperimentTestClient.spec("nan", 5)
                    .replace("\"batch\": 2", "\"batch\": 2, \"learningRate\": " + word);
            TestResponse json = client.post(ADDRESS, spec);
            assertThat(json.status()).as(word).isEqualTo(400);
            assertThat(json.text("/detail")).contains("line 4");
            // In YAML .nan is a number, which no field of a spec accepts, and NaN is a string.
            assertThat(client.post(ADDRESS, spec, "application/yaml").status())
                    .as(word)
                    .isIn(400, 422);
        }
    }

    @Test
    void a_refusal_of_the_text_says_where_and_what_to_do_in_our_own_words() {
        assertThat(client.post(ADDRESS, "{} {}").text("/detail"))
                .isEqualTo("line 1, column 4: the spec ends before this; remove what follows");
        assertThat(client.post(ADDRESS, "name: *run\n", "application/yaml").text("/detail"))
                .isEqualTo(
                        "line 1, column 7: there is no anchor &run before the alias *run; write the value itself, or put "
                                + "it in quotes");
        assertThat(client.post(ADDRESS, "- 1\n", "application/yaml").text("/detail"))
                .isEqualTo("a spec is an object with name, architecture, data, training");
    }

    @Test
    void an_unknown_kind_is_the_only_complaint() {
        TestResponse reply = client.post(
                ADDRESS,
                ExperimentTestClient.spec("odd", 5)
                        .replace("\"kind\": \"baseline\"", "\"kind\": \"modd\", \"capacity\": 0.5"));

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.text("/errors/0/pointer")).isEqualTo("/architecture/kind");
        assertThat(reply.json().path("errors")).hasSize(1);
    }

    @Test
    void ten_megabytes_are_refused_before_they_are_read() {
        String huge = "{\"name\": \"" + "x".repeat(10_000_000) + "\"}";
        for (String type : new String[] {"application/json", "application/yaml"}) {
            TestResponse reply = client.post(ADDRESS, huge, type);
            assertThat(reply.status()).isEqualTo(413);
            assertThat(reply.text("/type")).isEqualTo("/problems/too-large");
        }
    }

    @Test
    void ten_megabytes_of_unknown_length_are_refused_too() {
        TestResponse reply = client.send(
                client.request(ADDRESS)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofInputStream(
                                () -> new ByteArrayInputStream(new byte[10_000_000]))),
                client.token());
        assertThat(reply.status()).isEqualTo(413);
    }

    @Test
    void deep_nesting_a_field_twice_and_broken_text_are_malformed() {
        assertMalformed("[".repeat(50_000), "application/json");
        assertMalformed("{\"name\": \"a\", \"name\": \"b\"}", "application/json");
        assertMalformed("name: a\nname: b\n", "application/yaml");
        assertMalformed("{\"name\": ", "application/json");
        assertMalformed("{} {}", "application/json");
        assertMalformed("", "application/json");
        assertMalformed("a: [b", "application/yaml");
        assertMalformed(laughs(), "application/yaml");
    }

    /** Nine lists of nine references each. A parser that resolves them makes a billion elements. */
    private static String laughs() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++) {
            yaml.append("a%d: &a%d [%s]%n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(9)));
        }
        return yaml.append("name: {: :}").toString();
    }

    private void assertMalformed(String body, String type) {
        TestResponse reply = client.post(ADDRESS, body, type);
        assertThat(reply.status()).as(reply.body()).isEqualTo(400);
        assertThat(reply.text("/type")).isEqualTo("/problems/malformed");
    }

    @Test
    void other_media_and_other_projects_are_refused() {
        assertThat(client.post(ADDRESS, "name", "text/csv").status()).isEqualTo(415);
        assertThat(client.post("/api/projects/nowhere/experiments", ExperimentTestClient.spec("lost", 5))
                        .status())
                .isEqualTo(404);
        assertThat(client.post(ADDRESS + "?priority=high", ExperimentTestClient.spec("lost", 5))
                        .status())
                .isEqualTo(400);
        assertThat(client.get("/api/experiments/" + UUID.randomUUID()).status()).isEqualTo(404);
        assertThat(client.get("/api/experiments/first").status()).isEqualTo(400);
    }

    @Test
    void the_same_key_queues_once() {
        TestResponse first = withKey("key-1", ExperimentTestClient.spec("once", 5));
        TestResponse again = withKey("key-1", ExperimentTestClient.spec("once", 5));
        assertThat(again.text("/id")).isEqualTo(first.text("/id"));
        TestResponse other = withKey("key-1", ExperimentTestClient.spec("another", 5));
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.text("/type")).isEqualTo("/problems/idempotency-key-reused");
    }

    private TestResponse withKey(String key, String spec) {
        return client.send(
                client.request(ADDRESS)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key)
                        .POST(HttpRequest.BodyPublishers.ofString(spec)),
                client.token());
    }

    @Test
    void flops_are_counted_without_queueing() {
        TestResponse reply = client.post("/api/flops", """
                {"name": "mod", "architecture": {"kind": "mod", "layers": 4, "width": 64, "heads": 4, "capacity": 0.125},
                 "data": {"corpus": "not there", "sequenceLength": 128},
                 "training": {"batch": 4, "budget": {"flops": 1e12}}}
                """);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.json().path("relativeToBaseline").asDouble()).isBetween(0.3, 0.9);
        assertThat(reply.json().path("flopsPlanned").asDouble()).isBetween(0.99e12, 1e12);
        assertThat(reply.json()
                        .path("modules")
                        .valueStream()
                        .map(module -> module.path("module").asString()))
                .contains("router", "mlp", "attention.scores")
                .doesNotHaveDuplicates();
        assertThat(reply.text("/spec/data/corpus")).isEqualTo("not there");
        assertThat(client.post("/api/flops", "{}").status()).isEqualTo(422);
    }

    @Test
    void an_experiment_shows_its_flops_term_by_term() {
        UUID id = client.queue("terms", 5, 0);
        TestResponse reply = client.get("/api/experiments/" + id + "/flops");
        assertThat(reply.json().path("perSequence").size()).isEqualTo(6);
        assertThat(reply.json().at("/perSequence/0/layer").isNull()).isTrue();
        assertThat(reply.json().path("trainingPerSequence").asLong() * 2)
                .isEqualTo(reply.json().path("flopsPerStep").asLong());
    }

    @Test
    void what_people_wrote_can_be_changed_and_checked() {
        UUID id = client.queue("plain", 5, 0);
        TestResponse changed = client.patch(
                "/api/experiments/" + id,
                "{\"name\": \"fine\", \"tags\": [\"a\", \"b\"], \"notes\": \"n\", \"priority\": 3}");
        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        assertThat(changed.text("/name")).isEqualTo("fine");
        assertThat(changed.text("/tags/1")).isEqualTo("b");
        assertThat(changed.json().path("priority").asInt()).isEqualTo(3);
        TestResponse bad = client.patch("/api/experiments/" + id, "{\"name\": \"\", \"priority\": 5000}");
        assertThat(bad.status()).isEqualTo(422);
        assertThat(bad.json().path("errors").size()).isEqualTo(2);
    }

    @Test
    void a_copy_is_queued_under_a_new_name() {
        UUID id = client.queue("original", 5, 0);
        TestResponse copy = client.post("/api/experiments/" + id + "/clone", "{\"name\": \"copy\"}");
        assertThat(copy.status()).as(copy.body()).isEqualTo(201);
        assertThat(copy.text("/name")).isEqualTo("copy");
        assertThat(copy.text("/id")).isNotEqualTo(id.toString());
        assertThat(client.post("/api/experiments/" + id + "/clone", "").text("/name"))
                .isEqualTo("original (copy)");
    }
}
