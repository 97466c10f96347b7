package dev.isobath.server.studies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestResponse;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class StudiesTest {

    private static final String ADDRESS = "/api/projects/default/studies";

    private static final String ISOFLOP = """
            name: %s
            question: 혼합 깊이가 나은가?
            design: isoflop
            base:
              data: {corpus: shelf, sequenceLength: 8}
              training: {batch: 2}
            variants:
              - {name: baseline, change: {architecture: {kind: baseline}}}
              - {name: mod, change: {architecture: {kind: mod, capacity: 0.5}}}
            budgets: [1e7]
            sizes: {widths: [8, 16], headWidth: 8, widthPerLayer: 4}
            """;

    @Autowired
    ExperimentTestClient client;

    @AfterEach
    void clear() {
        client.clear();
        client.database().sql("update experiment set deleted_at = now()").update();
    }

    private TestResponse create(String yaml) {
        TestResponse reply = client.post(ADDRESS, yaml, "application/yaml");
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        return reply;
    }

    private static List<JsonNode> rows(TestResponse plan) {
        assertThat(plan.status()).as(plan.body()).isEqualTo(200);
        return StreamSupport.stream(plan.json().path("rows").spliterator(), false)
                .toList();
    }

    private JsonNode progress(String study) {
        return client.get("/api/studies/" + study).json().path("progress");
    }

    @Test
    void a_study_has_a_row_for_each_experiment_with_its_cost_before_anything_runs() {
        TestResponse study = create(ISOFLOP.formatted("rows"));
        assertThat(study.text("/question")).isEqualTo("혼합 깊이가 나은가?");
        assertThat(study.json().at("/progress/members").asInt()).isEqualTo(4);
        TestResponse plan = client.get("/api/studies/" + study.text("/id") + "/plan");
        List<JsonNode> rows = rows(plan);
        assertThat(rows)
                .extracting(row -> row.path("key").asString())
                .containsExactly(
                        "baseline, 1e7 FLOPs, 2 × 8, seed 1",
                        "baseline, 1e7 FLOPs, 4 × 16, seed 1",
                        "mod, 1e7 FLOPs, 2 × 8, seed 1",
                        "mod, 1e7 FLOPs, 4 × 16, seed 1");
        for (JsonNode row : rows) {
            assertThat(row.path("decision").asString()).isEqualTo("OK");
            assertThat(row.path("flopsPlanned").asDouble()).isLessThanOrEqualTo(1e7);
            assertThat(row.path("tokens").asLong()).isEqualTo(row.path("steps").asLong() * 16);
            assertThat(row.path("activeParameters").asLong())
                    .isLessThanOrEqualTo(row.path("parameters").asLong());
        }
        assertThat(plan.json().at("/totals/experiments").asInt()).isEqualTo(4);
        assertThat(client.get("/api/projects/default/experiments?q=rows")
                        .json()
                        .path("total")
                        .asInt())
                .isZero();
    }

    @Test
    void a_launch_submits_what_waits_and_a_second_launch_submits_only_what_is_new() {
        String id = create(ISOFLOP.formatted("launch")).text("/id");
        TestResponse changed =
                client.patch("/api/studies/" + id + "/plan", "{\"drop\": [\"mod, 1e7 FLOPs, 4 × 16, seed 1\"]}");
        assertThat(changed.json().at("/totals/dropped").asInt()).isEqualTo(1);
        assertThat(rows(changed).getLast().path("reason").asString()).isEqualTo("dropped by hand");
        client.patch("/api/studies/" + id, "{\"priority\": 3}");
        TestResponse launched = client.post("/api/studies/" + id + "/launch", "");
        assertThat(launched.status()).as(launched.body()).isEqualTo(200);
        assertThat(progress(id).path("queued").asInt()).isEqualTo(3);
        assertThat(progress(id).path("waiting").asInt()).isZero();
        assertThat(client.post("/api/studies/" + id + "/launch", "").status()).isEqualTo(200);
        assertThat(progress(id).path("queued").asInt()).isEqualTo(3);
        TestResponse list = client.get("/api/projects/default/experiments?q=launch");
        assertThat(list.json().path("total").asInt()).isEqualTo(3);
        assertThat(list.json().at("/experiments/0/priority").asInt()).isEqualTo(3);

        TestResponse grown = client.post("/api/studies/" + id + "/additions", "{\"seeds\": [2]}");
        assertThat(grown.status()).as(grown.body()).isEqualTo(200);
        assertThat(grown.json().at("/grown/seeds").toString()).isEqualTo("[1,2]");
        assertThat(grown.json().path("document").has("seeds")).isFalse();
        assertThat(grown.text("/additions/0/by")).isNotEmpty();
        assertThat(progress(id).path("waiting").asInt()).isEqualTo(4);
        client.post("/api/studies/" + id + "/launch", "");
        assertThat(progress(id).path("queued").asInt()).isEqualTo(7);

        TestResponse cancelled = client.post("/api/studies/" + id + "/cancel", "");
        assertThat(cancelled.json().path("done").asInt()).isEqualTo(7);
        assertThat(progress(id).path("cancelled").asInt()).isEqualTo(7);
        assertThat(client.post("/api/studies/" + id + "/retry", "")
                        .json()
                        .path("done")
                        .asInt())
                .isEqualTo(7);
        assertThat(progress(id).path("queued").asInt()).isEqualTo(7);
    }

    @Test
    void what_has_been_run_already_is_reused_and_not_cancelled_with_the_study() {
        String first = create(ISOFLOP.formatted("first")).text("/id");
        client.post("/api/studies/" + first + "/launch", "");
        TestResponse second = create(ISOFLOP.formatted("second").replace("[8, 16]", "[8, 16, 24]"));
        String id = second.text("/id");
        TestResponse plan = client.get("/api/studies/" + id + "/plan");
        assertThat(plan.json().at("/totals/reused").asInt()).isEqualTo(4);
        assertThat(plan.json().at("/totals/experiments").asInt()).isEqualTo(2);
        client.post("/api/studies/" + id + "/launch", "");
        assertThat(rows(client.get("/api/studies/" + id + "/plan")).stream()
                        .filter(row -> row.path("reused").asBoolean()))
                .hasSize(4);
        assertThat(client.post("/api/studies/" + id + "/cancel", "")
                        .json()
                        .path("done")
                        .asInt())
                .isEqualTo(2);
        assertThat(progress(first).path("queued").asInt()).isEqualTo(4);
    }

    @Test
    void a_row_that_cannot_be_run_is_dropped_with_the_reason_and_the_others_run() {
        String id = create(ISOFLOP.formatted("tiny budget").replace("[1e7]", "[1e5, 1e7]"))
                .text("/id");
        List<JsonNode> rows = rows(client.get("/api/studies/" + id + "/plan"));
        JsonNode dropped = rows.stream()
                .filter(row -> row.path("decision").asString().equals("DROP"))
                .findFirst()
                .orElseThrow();
        assertThat(dropped.path("reason").asString()).startsWith("/training/budget: does not pay for one step");
        client.post("/api/studies/" + id + "/launch", "");
        assertThat(progress(id).path("queued").asInt()).isPositive();
        assertThat(progress(id).path("waiting").asInt()).isZero();
    }

    @Test
    void estimates_come_from_finished_experiments_with_their_error() {
        String yaml = ISOFLOP.formatted("time");
        TestResponse before = client.post(ADDRESS + "/plan", yaml, "application/yaml");
        assertThat(before.json().at("/totals/seconds").isNull()).isTrue();
        for (int steps : new int[] {10, 20, 40}) {
            UUID run = client.queue("run of " + steps, steps, 0);
            client.database().sql("""
                            update experiment set state = 'FINISHED', finished_at = now(), flops_executed = flops_planned,
                                                  seconds = flops_planned / 1e6 + 1
                            where id = :id
                            """).param("id", run).update();
        }
        TestResponse after = client.post(ADDRESS + "/plan", yaml, "application/yaml");
        assertThat(after.json().at("/totals/seconds").asDouble()).isBetween(40.0, 200.0);
        assertThat(after.json().at("/pastError/runs").asInt()).isEqualTo(3);
        assertThat(after.json().at("/pastError/factor").asDouble()).isBetween(1.0, 3.0);
        assertThat(client.get(ADDRESS).body()).doesNotContain("\"time\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            design: isoflop    | design: isoflops   | /design
            corpus: shelf      | corpus: nowhere    | /base/data/corpus
            batch: 2           | batches: 2         | /base/training/batch
            budgets: [1e7]     | budgets: []        | /budgets
            kind: mod          | kind: modd         | nothing
            name: %s           | nam: %s            | /name
            """)
    void a_study_that_cannot_be_run_is_refused_with_the_field(String good, String bad, String pointer) {
        TestResponse reply = client.post(ADDRESS, ISOFLOP.replace(good, bad).formatted("bad"), "application/yaml");
        if (pointer.equals("nothing")) {
            // The other variant can be run, so that the rows of this one are dropped with the reason.
            assertThat(reply.status()).as(reply.body()).isEqualTo(201);
            return;
        }
        assertThat(reply.status()).as(reply.body()).isEqualTo(422);
        assertThat(reply.text("/errors/0/pointer")).isEqualTo(pointer);
    }

    @Test
    void additions_are_json_and_another_media_type_is_the_fault_of_the_request() {
        String id = create(ISOFLOP.formatted("no additions")).text("/id");
        TestResponse refused =
                client.post("/api/studies/" + id + "/additions", "{\"_\": \"1e999\"}", "application/yaml");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("/detail")).contains("send JSON as application/json");
    }

    @Test
    void additions_that_are_no_lists_of_the_study_are_refused() {
        String id = create(ISOFLOP.formatted("no additions")).text("/id");
        String address = "/api/studies/" + id + "/additions";
        assertThat(client.post(address, "{}").status()).isEqualTo(422);
        assertThat(client.post(address, "{\"sizes\": [{\"layers\": 1, \"width\": 8, \"heads\": 1}]}")
                        .status())
                .isEqualTo(422);
        assertThat(client.post(address, "{\"base\": {}}").text("/errors/0/pointer"))
                .isEqualTo("/base");
        assertThat(client.post(address, "{\"seeds\": [1]}").text("/errors/0/detail"))
                .isEqualTo("has a value twice: 1");
        assertThat(client.patch("/api/studies/" + id + "/plan", "{\"drop\": [\"no such row\"]}")
                        .text("/errors/0/pointer"))
                .isEqualTo("/drop/0");
        assertThat(client.get("/api/studies/" + id).json().path("additions").isEmpty())
                .isTrue();
    }

    @Test
    void a_deleted_study_is_gone_and_its_experiments_stay() {
        String id = create(ISOFLOP.formatted("deleted")).text("/id");
        client.post("/api/studies/" + id + "/launch", "");
        assertThat(client.send(client.request("/api/studies/" + id).DELETE(), client.token())
                        .status())
                .isEqualTo(204);
        assertThat(client.get("/api/studies/" + id).status()).isEqualTo(404);
        assertThat(client.get(ADDRESS).body()).doesNotContain(id);
        assertThat(client.get("/api/projects/default/experiments?q=deleted")
                        .json()
                        .path("total")
                        .asInt())
                .isEqualTo(4);
    }
}
