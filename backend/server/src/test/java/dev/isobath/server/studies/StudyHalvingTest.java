package dev.isobath.server.studies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestResponse;
import dev.isobath.server.curves.CurveWriter;
import dev.isobath.spec.protocol.StepReport;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Successive halving of the experiments of a study. */
@ServerTest
class StudyHalvingTest {

    private static final String STUDY = """
            name: halved
            design: learning-rate
            base:
              architecture: {kind: baseline, layers: 2, width: 16, heads: 2}
              data: {corpus: shelf, sequenceLength: 8}
              training: {batch: 1, budget: {steps: 100}, evaluateEvery: 10}
            learningRates: [1, 2, 3, 4]
            halving: {at: [0.25, 0.5]}
            """;

    @Autowired
    ExperimentTestClient client;

    @Autowired
    CurveWriter curves;

    @Autowired
    StudyFollowUps followUps;

    @AfterEach
    void clear() {
        client.database().sql("delete from study").update();
        client.database().sql("delete from experiment").update();
    }

    @Test
    void the_best_half_goes_on_from_each_rung_and_the_others_are_cancelled_with_their_place() {
        String id = launched(STUDY);
        // At step 20, the last evaluation before the rung, rate 2 is best. What comes behind the rung does not count.
        trains(id, 1, 26, 3.0);
        awaitState(id, 1, "RUNNING", true);
        paused(id, 1);
        trains(id, 2, 30, 2.0);
        trains(id, 3, 24, 4.0);
        trains(id, 4, 40, 2.5);
        awaitState(id, 4, "RUNNING", true);
        followUps.follow();
        assertThat(state(id, 1)).as("rate 3 has one step to go to the rung").isEqualTo("PAUSED");
        trains(id, 3, 25, 4.0);
        await().untilAsserted(() -> assertThat(state(id, 1)).isEqualTo("CANCELLED"));
        awaitState(id, 2, "RUNNING", false);
        awaitState(id, 4, "RUNNING", false);
        assertThat(row(id, 1).path("reason").asString())
                .isEqualTo(
                        "cancelled by successive halving at 25 % of its steps: its val_loss 3.0000 is number 3 of 4, and 2 go on");
        assertThat(cancelled(id, 3)).as("a running experiment is asked to stop").isTrue();
        client.database()
                .sql("update experiment set state = 'CANCELLED' where id = :id")
                .param("id", experiment(id, 3))
                .update();
        // The next rung is at step 50. Rate 2 has finished before it was noticed, and keeps its place.
        trains(id, 2, 50, 2.0);
        client.database()
                .sql("update experiment set state = 'FINISHED', step = 100, val_loss = 2.0 where id = :id")
                .param("id", experiment(id, 2))
                .update();
        trains(id, 4, 50, 1.5);
        followUps.follow();
        await().untilAsserted(() -> assertThat(rungs(id, 4)).isEqualTo(2));
        assertThat(state(id, 4)).isEqualTo("RUNNING");
        assertThat(state(id, 2)).isEqualTo("FINISHED");
        assertThat(client.get("/api/studies/" + id + "/report").body())
                .contains("2 experiments were stopped early by successive halving, and no result has them in it.");
    }

    @Test
    void seeds_and_variants_do_not_compete_with_each_other() {
        String id = launched(STUDY.replace("[1, 2, 3, 4]", "[1, 2]") + "seeds: [1, 2]\n");
        trains(id, "learning rate 1, seed 1", 25, 9.0);
        trains(id, "learning rate 2, seed 1", 25, 8.0);
        trains(id, "learning rate 1, seed 2", 25, 1.0);
        await().untilAsserted(() -> assertThat(
                        row(id, "learning rate 1, seed 1").path("reason").asString())
                .contains("number 2 of 2"));
        assertThat(row(id, "learning rate 2, seed 1").path("reason").isNull()).isTrue();
        assertThat(row(id, "learning rate 1, seed 2").path("reason").isNull())
                .as("its seed has another experiment that has not come to the rung")
                .isTrue();
    }

    @Test
    void what_failed_takes_no_place_and_what_somebody_tries_again_is_not_stopped_twice() {
        String id = launched(STUDY.replace("[1, 2, 3, 4]", "[1, 2, 3]"));
        trains(id, 1, 25, 3.0);
        trains(id, 2, 25, 2.0);
        client.database()
                .sql("update experiment set state = 'FAILED' where id = :id")
                .param("id", experiment(id, 3))
                .update();
        await().untilAsserted(
                        () -> assertThat(row(id, 1).path("reason").asString()).contains("number 2 of 2, and 1 go on"));
        client.database()
                .sql("update experiment set state = 'CANCELLED', cancel_requested = false where id = :id")
                .param("id", experiment(id, 1))
                .update();
        assertThat(client.post("/api/experiments/" + experiment(id, 1) + "/retry", "")
                        .status())
                .isEqualTo(200);
        followUps.follow();
        assertThat(state(id, 1)).isEqualTo("QUEUED");
    }

    @Test
    void a_rung_before_the_first_evaluation_drops_the_row_with_what_to_do() {
        String id = created(STUDY.replace("evaluateEvery: 10", "evaluateEvery: 30"));
        assertThat(row(id, 1).path("decision").asString()).isEqualTo("DROP");
        assertThat(row(id, 1).path("reason").asString())
                .isEqualTo("its held-out loss is first taken at step 30, behind the first rung at step 25; "
                        + "lower training.evaluateEvery or raise halving.at");
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

    private JsonNode row(String id, int rate) {
        return row(id, "learning rate " + rate + ",");
    }

    private JsonNode row(String id, String key) {
        JsonNode rows = client.get("/api/studies/" + id + "/plan").json().path("rows");
        return StreamSupport.stream(rows.spliterator(), false)
                .filter(row -> row.path("key").asString().contains(key))
                .findFirst()
                .orElseThrow();
    }

    private UUID experiment(String id, int rate) {
        return UUID.fromString(row(id, rate).path("experiment").asString());
    }

    private void trains(String id, int rate, long step, double loss) {
        trains(id, "learning rate " + rate + ",", step, loss);
    }

    /** Lets an experiment run up to a step. Its held-out loss has been the given one since the last evaluation, and 0 after step 25. */
    private void trains(String id, String key, long step, double loss) {
        UUID experiment = UUID.fromString(row(id, key).path("experiment").asString());
        long before = number("step", experiment);
        List<StepReport> reports = LongStream.rangeClosed(before + 1, step)
                .mapToObj(each -> new StepReport(each, each, each, each, metrics(each, loss)))
                .toList();
        curves.append(experiment, reports);
        client.database()
                .sql("update experiment set state = 'RUNNING', step = :step, updated_at = now() where id = :id")
                .param("step", step)
                .param("id", experiment)
                .update();
    }

    private static Map<String, Double> metrics(long step, double loss) {
        return step % 10 == 0
                ? Map.of("train_loss", 1.0, "val_loss", step == 30 ? 0 : loss)
                : Map.of("train_loss", 1.0);
    }

    private void paused(String id, int rate) {
        client.database()
                .sql("update experiment set state = 'PAUSED', pause_requested = false where id = :id")
                .param("id", experiment(id, rate))
                .update();
    }

    private String state(String id, int rate) {
        return client.database()
                .sql("select state from experiment where id = :id")
                .param("id", experiment(id, rate))
                .query(String.class)
                .single();
    }

    private void awaitState(String id, int rate, String state, boolean pausing) {
        await().untilAsserted(() -> {
            assertThat(state(id, rate)).isEqualTo(state);
            assertThat(number("pause_requested::int", experiment(id, rate))).isEqualTo(pausing ? 1 : 0);
        });
    }

    private boolean cancelled(String id, int rate) {
        return number("cancel_requested::int", experiment(id, rate)) == 1;
    }

    private long number(String column, UUID experiment) {
        return client.database()
                .sql("select " + column + " from experiment where id = :id")
                .param("id", experiment)
                .query(Long.class)
                .single();
    }

    private long rungs(String id, int rate) {
        return client.database()
                .sql("select rung from study_member where experiment_id = :id")
                .param("id", experiment(id, rate))
                .query(Long.class)
                .single();
    }
}
