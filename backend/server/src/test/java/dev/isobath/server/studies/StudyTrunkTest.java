package dev.isobath.server.studies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.server.TestCheckpoints;
import dev.isobath.server.TestResponse;
import dev.isobath.spec.protocol.Finish;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Several budgets from one trunk. */
@ServerTest
class StudyTrunkTest {

    private static final String STUDY = """
            name: trunk
            design: isoflop
            base:
              architecture: {kind: baseline}
              data: {corpus: shelf, sequenceLength: 8}
              training: {batch: 1, schedule: wsd, cooldown: 0.2, warmup: 0.05}
            budgets: [8e7, 2e7]
            sizes: {widths: [8, 16], headWidth: 8, widthPerLayer: 4}
            trunk: true
            """;

    private static final AtomicInteger SEED = new AtomicInteger();

    @Autowired
    ExperimentTestClient client;

    @Autowired
    StudyFollowUps followUps;

    @BeforeEach
    void clear() {
        client.database().sql("delete from study").update();
        client.clear();
    }

    @Test
    void the_plan_counts_the_shared_steps_once() {
        String id = created(STUDY);
        JsonNode small = row(id, "2e7 FLOPs, 2 × 8");
        JsonNode large = row(id, "8e7 FLOPs, 2 × 8");
        long trunk = large.path("trunkSteps").asLong();
        assertThat(trunk)
                .isEqualTo(small.path("steps").asLong()
                        - Math.ceilDiv(small.path("steps").asLong(), 5));
        assertThat(small.path("trunkSteps").asLong()).isZero();
        assertThat(large.path("flopsPlanned").asDouble())
                .isEqualTo((double) (large.path("steps").asLong() - trunk)
                        * large.path("flopsPerStep").asLong());
    }

    @Test
    void a_larger_budget_is_submitted_when_the_smaller_one_has_ended_and_runs_alone_where_there_is_no_trunk() {
        String id = created(STUDY);
        assertThat(client.post("/api/studies/" + id + "/launch", "").status()).isEqualTo(200);
        assertThat(experiments(id)).isEqualTo(2);
        assertThat(row(id, "8e7 FLOPs, 2 × 8").path("experiment").isNull()).isTrue();
        assertThat(client.get("/api/studies/" + id)
                        .json()
                        .at("/progress/waiting")
                        .asInt())
                .isEqualTo(2);
        end(id, "2e7 FLOPs, 2 × 8", "FAILED");
        await().untilAsserted(() -> assertThat(experiments(id)).isEqualTo(3));
        JsonNode alone = row(id, "8e7 FLOPs, 2 × 8");
        assertThat(alone.path("decision").asString()).isEqualTo("LAUNCHED");
        assertThat(alone.path("trunkSteps").asLong()).isZero();

        end(id, "2e7 FLOPs, 4 × 16", "FINISHED");
        // A finished run whose checkpoint is gone is no trunk either.
        await().untilAsserted(() -> assertThat(experiments(id)).isEqualTo(4));
        assertThat(row(id, "8e7 FLOPs, 4 × 16").path("trunkSteps").asLong()).isZero();
        followUps.follow();
        assertThat(experiments(id)).isEqualTo(4);
    }

    @Test
    void a_larger_budget_goes_on_from_the_checkpoint_before_the_cool_down_which_is_kept() {
        String id = created(STUDY.replace("[8, 16]", "[8]"));
        client.post("/api/studies/" + id + "/launch", "");
        TestAttempt small = client.node("north").lease();
        long steps = row(id, "2e7").path("steps").asLong();
        long trunk = row(id, "8e7").path("trunkSteps").asLong();
        small.report(1, 1, steps);
        for (long step : new long[] {trunk, trunk + 1, trunk + 2, steps}) {
            small.checkpoint(step, TestCheckpoints.file(small.lease().spec(), step));
        }
        assertThat(client
                        .get("/api/experiments/" + small.experiment() + "/checkpoints")
                        .json()
                        .path("checkpoints")
                        .findValues("step")
                        .stream()
                        .map(JsonNode::asLong))
                .as("the newest two and the one that longer runs go on from")
                .containsExactly(steps, trunk + 2, trunk);
        small.finish(Finish.Outcome.FINISHED, steps);
        await().untilAsserted(() -> assertThat(experiments(id)).isEqualTo(2));
        TestAttempt large = client.node("north").lease();
        assertThat(large.lease().start()).isNotNull();
        assertThat(large.lease().start().step()).isEqualTo(trunk);
        assertThat(large.lease().spec().at("/training/startFrom/experiment").asString())
                .isEqualTo(small.experiment().toString());
        assertThat(client.get("/api/studies/" + id + "/report").body())
                .contains("1 experiment begins where the run with the next smaller budget starts its cool-down");
    }

    @Test
    void what_was_added_waits_for_a_launch_and_not_only_for_its_trunk() {
        String id = created(STUDY);
        client.post("/api/studies/" + id + "/launch", "");
        assertThat(client.post("/api/studies/" + id + "/additions", "{\"budgets\": [3e8]}")
                        .status())
                .isEqualTo(200);
        end(id, "2e7 FLOPs, 2 × 8", "FINISHED");
        await().untilAsserted(() -> assertThat(experiments(id)).isEqualTo(3));
        end(id, "8e7 FLOPs, 2 × 8", "FINISHED");
        followUps.follow();
        assertThat(experiments(id)).isEqualTo(3);
        assertThat(client.post("/api/studies/" + id + "/launch", "").status()).isEqualTo(200);
        assertThat(experiments(id)).isEqualTo(4);
    }

    @Test
    void another_schedule_and_a_warm_up_longer_than_the_trunk_are_refused_with_what_to_do() {
        assertThat(reason(STUDY.replace("schedule: wsd, cooldown: 0.2", "schedule: cosine"), "2e7"))
                .isEqualTo("a shared trunk needs training.schedule wsd; set it, or leave trunk out");
        assertThat(reason(STUDY.replace("warmup: 0.05", "warmup: 0.5"), "8e7"))
                .contains("of the trunk; lower training.warmup, or leave trunk out");
        TestResponse one =
                client.post("/api/projects/default/studies", STUDY.replace("[8e7, 2e7]", "[2e7]"), "application/yaml");
        assertThat(one.status()).isEqualTo(422);
        assertThat(one.json().at("/errors/0/pointer").asString()).isEqualTo("/trunk");
    }

    private String reason(String yaml, String budget) {
        JsonNode row = row(created(yaml), budget + " FLOPs, 2 × 8");
        assertThat(row.path("decision").asString()).isEqualTo("DROP");
        return row.path("reason").asString();
    }

    /** Makes a study with a seed of its own, as it would take over what another test has run. */
    private String created(String yaml) {
        String own = yaml + "seeds: [" + SEED.incrementAndGet() + "]\n";
        TestResponse study = client.post("/api/projects/default/studies", own, "application/yaml");
        assertThat(study.status()).as(study.body()).isEqualTo(201);
        return study.text("/id");
    }

    private JsonNode row(String id, String key) {
        JsonNode rows = client.get("/api/studies/" + id + "/plan").json().path("rows");
        return StreamSupport.stream(rows.spliterator(), false)
                .filter(row -> row.path("key").asString().contains(key))
                .findFirst()
                .orElseThrow();
    }

    private int experiments(String id) {
        return client.database()
                .sql("select count(experiment_id) from study_member where study_id = :id")
                .param("id", UUID.fromString(id))
                .query(Integer.class)
                .single();
    }

    private void end(String id, String key, String state) {
        client.database()
                .sql("""
                        update experiment set state = :state, finished_at = now(), updated_at = now(), step = steps,
                                              flops_executed = flops_planned, seconds = 10, val_loss = 3
                        where id = :id
                        """)
                .param("state", state)
                .param("id", UUID.fromString(row(id, key).path("experiment").asString()))
                .update();
    }
}
