package dev.isobath.server.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.server.TestCheckpoints;
import dev.isobath.server.TestResponse;
import dev.isobath.server.storage.BlobStore;
import dev.isobath.spec.protocol.Finish;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The content of a checkpoint stays for as long as an experiment starts from it. */
@ServerTest
class StartPointRetentionTest {

    private static final JsonMapper JSON = new JsonMapper();

    @Autowired
    ExperimentTestClient client;

    @Autowired
    DeletedExperimentPurge purge;

    @Autowired
    BlobStore store;

    @BeforeEach
    void empty() {
        client.database().sql("delete from experiment").update();
    }

    private String sha256(UUID experiment, long step) {
        return client.database()
                .sql("select sha256 from checkpoint where experiment_id = :id and step = :step")
                .param("id", experiment)
                .param("step", step)
                .query(String.class)
                .single();
    }

    private UUID startFrom(UUID source, long step, int steps) {
        ObjectNode spec =
                JSON.readTree(ExperimentTestClient.spec("dependent", steps)).asObject();
        spec.withObject("/training")
                .putObject("startFrom")
                .put("experiment", source.toString())
                .put("step", step);
        TestResponse reply = client.post("/api/projects/default/experiments", spec.toString());
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        return UUID.fromString(reply.text("/id"));
    }

    private void remove(UUID id) {
        assertThat(client.send(client.request("/api/experiments/" + id).DELETE(), client.token())
                        .status())
                .isEqualTo(204);
        client.database()
                .sql("update experiment set deleted_at = deleted_at - make_interval(days => 30) where id = :id")
                .param("id", id)
                .update();
        purge.purge();
    }

    @Test
    void removing_the_source_keeps_what_another_experiment_starts_from_until_that_one_is_removed_too() {
        UUID source = TestCheckpoints.train(client, "source", 4);
        String sha256 = sha256(source, 4);
        UUID dependent = startFrom(source, 4, 8);
        remove(source);
        assertThat(client.experiment(source).status()).isEqualTo(404);
        assertThat(store.find(sha256)).isPresent();

        TestAttempt attempt = client.node("north").lease();
        assertThat(attempt.experiment()).isEqualTo(dependent);
        assertThat(attempt.get("/start").status()).isEqualTo(200);
        TestResponse clone = client.post("/api/experiments/" + dependent + "/clone", "{}");
        assertThat(clone.status())
                .as("a copy starts from the same checkpoint: %s", clone.body())
                .isEqualTo(201);
        attempt.report(1, 5, 8);
        attempt.finish(Finish.Outcome.FINISHED, 8);

        remove(dependent);
        assertThat(store.find(sha256)).as("the copy starts from it").isPresent();
        remove(UUID.fromString(clone.text("/id")));
        assertThat(store.find(sha256)).isEmpty();
    }

    @Test
    void newer_checkpoints_of_the_source_do_not_push_out_the_one_that_is_started_from() {
        UUID source = client.queue("source", 40, 0);
        TestAttempt attempt = client.node("north").lease();
        attempt.report(1, 1, 40);
        attempt.checkpoint(10, TestCheckpoints.file(attempt.lease().spec(), 10));
        String sha256 = sha256(source, 10);
        startFrom(source, 10, 50);
        for (int step = 20; step <= 40; step += 10) {
            attempt.checkpoint(step, TestCheckpoints.file(attempt.lease().spec(), step));
        }
        assertThat(client.get("/api/experiments/" + source + "/checkpoints")
                        .json()
                        .path("checkpoints")
                        .size())
                .isEqualTo(2);
        assertThat(store.find(sha256)).isPresent();
        startFrom(source, 10, 60);
    }
}
