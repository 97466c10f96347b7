package dev.isobath.server.studies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the server does by itself when runs of a study have ended. */
@ServerTest
class StudyFollowUpsTest {

    private static final String STUDY = """
            name: follow
            design: isoflop
            base:
              architecture: {kind: baseline}
              data: {corpus: shelf, sequenceLength: 8}
              training: {batch: 1}
            budgets: [2e7]
            sizes: {widths: [8, 16, 24], headWidth: 8, widthPerLayer: 4}
            seedsAtBest: [2, 3]
            """;

    @Autowired
    ExperimentTestClient client;

    @Autowired
    StudyFollowUps followUps;

    @AfterEach
    void clear() {
        client.database().sql("delete from study").update();
        client.database().sql("delete from experiment").update();
    }

    @Test
    void the_best_size_gets_its_seeds_when_all_sizes_have_ended_and_so_does_the_size_that_is_best_then() {
        String id = launched(STUDY);
        assertThat(keys(id)).hasSize(3);
        end(id, "2 × 8", "FINISHED", 3.0);
        end(id, "4 × 16", "FINISHED", 2.9);
        followUps.follow();
        assertThat(keys(id)).as("one size is still in the queue").hasSize(3);
        end(id, "6 × 24", "FAILED", 0);
        awaitKeys(id, 5);
        assertThat(keys(id))
                .contains("base, 2e7 FLOPs, 4 × 16, seed 2", "base, 2e7 FLOPs, 4 × 16, seed 3")
                .doesNotContain("base, 2e7 FLOPs, 2 × 8, seed 2");
        // More seeds say that the one loss was lucky: the mean is now 3.1.
        end(id, "4 × 16, seed 2", "FINISHED", 3.2);
        end(id, "4 × 16, seed 3", "FINISHED", 3.2);
        awaitKeys(id, 7);
        assertThat(keys(id)).contains("base, 2e7 FLOPs, 2 × 8, seed 2", "base, 2e7 FLOPs, 2 × 8, seed 3");
        end(id, "2 × 8, seed 2", "FINISHED", 3.0);
        end(id, "2 × 8, seed 3", "FINISHED", 3.0);
        followUps.follow();
        assertThat(keys(id)).hasSize(7);
    }

    @Test
    void seeds_at_the_best_size_can_be_asked_for_when_all_has_ended() {
        String id = launched(STUDY.replace("seedsAtBest: [2, 3]\n", ""));
        end(id, "2 × 8", "FINISHED", 3.0);
        end(id, "4 × 16", "FINISHED", 2.9);
        end(id, "6 × 24", "FINISHED", 3.1);
        followUps.follow();
        assertThat(keys(id)).hasSize(3);
        TestResponse grown = client.post("/api/studies/" + id + "/additions", "{\"seedsAtBest\": [7]}");
        assertThat(grown.status()).as(grown.body()).isEqualTo(200);
        awaitKeys(id, 4);
        assertThat(keys(id)).contains("base, 2e7 FLOPs, 4 × 16, seed 7");
    }

    @Test
    void the_others_are_cancelled_when_one_has_failed_and_the_study_asks_for_that() {
        String id = launched(STUDY);
        end(id, "2 × 8", "FAILED", 0);
        followUps.follow();
        assertThat(states(id)).containsValues("QUEUED", "FAILED").doesNotContainValue("CANCELLED");
        TestResponse changed = client.patch("/api/studies/" + id, "{\"stopOnFailure\": true}");
        assertThat(changed.json().at("/settings/stopOnFailure").asBoolean()).isTrue();
        await().untilAsserted(() -> assertThat(states(id).values()).containsOnly("FAILED", "CANCELLED"));
    }

    @Test
    void the_priority_is_that_of_waiting_and_of_later_experiments() {
        String id = launched(STUDY);
        assertThat(client.patch("/api/studies/" + id, "{\"priority\": 5}").status())
                .isEqualTo(200);
        client.post("/api/studies/" + id + "/additions", "{\"seeds\": [9]}");
        client.post("/api/studies/" + id + "/launch", "");
        assertThat(client.database()
                        .sql("select distinct priority from experiment")
                        .query(Integer.class)
                        .list())
                .containsExactly(5);
        TestResponse refused = client.patch("/api/studies/" + id, "{\"priority\": 5000, \"flopsLimit\": -1}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().at("/errors/0/pointer").asString()).isEqualTo("/priority");
        assertThat(refused.json().at("/errors/1/pointer").asString()).isEqualTo("/flopsLimit");
    }

    @Test
    void a_launch_over_the_limit_of_flops_submits_nothing_and_says_so() {
        String id = created(STUDY);
        client.patch("/api/studies/" + id, "{\"flopsLimit\": 4e7}");
        TestResponse refused = client.post("/api/studies/" + id + "/launch", "");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("/detail")).contains("training FLOPs").contains("limit is 4.00e+07");
        assertThat(states(id)).isEmpty();
        client.patch("/api/studies/" + id + "/plan", "{\"drop\": [\"base, 2e7 FLOPs, 6 × 24, seed 1\"]}");
        assertThat(client.post("/api/studies/" + id + "/launch", "").status()).isEqualTo(200);
        // The seeds of the best size would exceed the limit, so they wait.
        end(id, "2 × 8", "FINISHED", 3.0);
        end(id, "4 × 16", "FINISHED", 2.9);
        awaitKeys(id, 5);
        assertThat(states(id)).hasSize(2);
        client.patch("/api/studies/" + id, "{\"flopsLimit\": 0}");
        assertThat(client.post("/api/studies/" + id + "/launch", "").status()).isEqualTo(200);
        assertThat(states(id)).hasSize(4);
    }

    private String created(String yaml) {
        TestResponse study = client.post("/api/projects/default/studies", yaml, "application/yaml");
        assertThat(study.status()).as(study.body()).isEqualTo(201);
        return study.text("/id");
    }

    private String launched(String yaml) {
        String id = created(yaml);
        assertThat(client.post("/api/studies/" + id + "/launch", "").status()).isEqualTo(200);
        return id;
    }

    /** Waits for the recurring task, which may be looking at the study right now. */
    private void awaitKeys(String id, int count) {
        await().untilAsserted(() -> assertThat(keys(id)).hasSize(count));
    }

    private List<JsonNode> rows(String id) {
        return StreamSupport.stream(
                        client.get("/api/studies/" + id + "/plan")
                                .json()
                                .path("rows")
                                .spliterator(),
                        false)
                .toList();
    }

    private List<String> keys(String id) {
        return rows(id).stream().map(row -> row.path("key").asString()).toList();
    }

    private Map<UUID, String> states(String id) {
        return new StudyRuns(client.database(), JsonMapper.shared()).states(UUID.fromString(id));
    }

    /** Ends the experiment whose key contains a text. A row is there a moment before its experiment is. */
    private void end(String id, String key, String state, double loss) {
        String experiment = await().until(
                        () -> rows(id).stream()
                                .filter(row -> row.path("key").asString().contains(key))
                                .map(row -> row.path("experiment").asString())
                                .findFirst()
                                .orElse(""),
                        found -> !found.isEmpty());
        client.database()
                .sql("""
                update experiment set state = :state, finished_at = now(), updated_at = now(), step = steps,
                                      flops_executed = flops_planned, seconds = 10, val_loss = :loss
                where id = :id
                """)
                .param("state", state)
                .param("loss", loss)
                .param("id", UUID.fromString(experiment))
                .update();
    }
}
