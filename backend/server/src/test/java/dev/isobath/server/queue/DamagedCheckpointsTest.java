package dev.isobath.server.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.server.TestCheckpoints;
import dev.isobath.server.TestResponse;
import dev.isobath.server.TestWorkerNode;
import dev.isobath.server.storage.BlobStore;
import dev.isobath.spec.protocol.Finish.Outcome;
import dev.isobath.spec.protocol.Lease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** A checkpoint is passed over when it was shown to be damaged, and for nothing else. */
@ServerTest
class DamagedCheckpointsTest {

    @Autowired
    ExperimentTestClient client;

    @Autowired
    BlobStore store;

    TestWorkerNode node;

    @BeforeEach
    void begin() {
        client.clear();
        node = client.node("north");
    }

    private TestAttempt lease() {
        client.database()
                .sql("update experiment set not_before = now() where state = 'QUEUED'")
                .update();
        return node.lease();
    }

    private static long resumed(TestAttempt attempt) {
        Lease.ResumePoint resume = attempt.lease().resume();
        return resume == null ? 0 : resume.step();
    }

    /** Queues an experiment of ten steps and loses its first attempt, which left sound checkpoints of steps 3 and 6. */
    private UUID withCheckpoints() {
        UUID id = client.queue("long", 10, 0);
        TestAttempt first = node.lease();
        first.report(1, 1, 6);
        for (int step : new int[] {3, 6}) {
            assertThat(first.checkpoint(step, TestCheckpoints.file(first.lease().spec(), step))
                            .status())
                    .isEqualTo(201);
        }
        first.finish(Outcome.LOST, 6);
        return id;
    }

    private JsonNode checkpoint(UUID id, int index) {
        return client.get("/api/experiments/" + id + "/checkpoints").json().at("/checkpoints/" + index);
    }

    private List<Long> steps(UUID id) {
        return client.get("/api/experiments/" + id + "/checkpoints")
                .json()
                .path("checkpoints")
                .valueStream()
                .map(checkpoint -> checkpoint.path("step").asLong())
                .toList();
    }

    private void flipByte(String sha256) throws IOException {
        Path file = store.find(sha256).orElseThrow();
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 1;
        Files.write(file, content);
    }

    private String reason(UUID id) {
        return client.experiment(id).text("/stateReason");
    }

    @Test
    void attempts_that_are_lost_at_once_cost_no_checkpoint_however_many_they_are() {
        UUID id = withCheckpoints();
        for (int loss = 1; loss <= 6; loss++) {
            TestAttempt attempt = lease();
            assertThat(resumed(attempt)).as("loss " + loss).isEqualTo(6);
            attempt.finish(Outcome.LOST, 6);
        }
        assertThat(client.experiment(id).text("/state")).isEqualTo("FAILED");
        assertThat(steps(id)).containsExactly(6L, 3L);

        client.post("/api/experiments/" + id + "/retry", "");

        assertThat(resumed(lease())).isEqualTo(6);
    }

    @Test
    void a_checkpoint_whose_bytes_changed_in_the_store_is_passed_over_and_kept() throws IOException {
        UUID id = withCheckpoints();
        flipByte(checkpoint(id, 0).path("sha256").asString());
        TestAttempt second = lease();
        assertThat(resumed(second)).isEqualTo(6);

        TestResponse reply = second.get("/checkpoint");

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.text("/type")).isEqualTo("/problems/attempt-not-current");
        assertThat(reason(id))
                .startsWith("queued again: the checkpoint of step 6 cannot be used: what the server's store has");
        assertThat(checkpoint(id, 0).path("damage").asString()).contains("has digest");
        TestAttempt third = node.lease();
        assertThat(resumed(third)).isEqualTo(3);
        assertThat(third.get("/checkpoint").status()).isEqualTo(200);
        assertThat(steps(id)).containsExactly(6L, 3L);

        // The run comes to step 6 again and replaces what was damaged.
        third.report(1, 4, 6);
        assertThat(third.checkpoint(6, TestCheckpoints.file(third.lease().spec(), 6))
                        .status())
                .isIn(200, 201);
        assertThat(checkpoint(id, 0).path("damage").isNull()).isTrue();
        third.finish(Outcome.STOPPED, 6);
        TestAttempt fourth = lease();
        assertThat(resumed(fourth)).isEqualTo(6);
        assertThat(fourth.get("/checkpoint").status()).isEqualTo(200);
    }

    @Test
    void a_checkpoint_that_is_missing_from_the_store_is_passed_over_and_kept() throws IOException {
        UUID id = withCheckpoints();
        Files.delete(store.find(checkpoint(id, 0).path("sha256").asString()).orElseThrow());

        assertThat(resumed(lease())).isEqualTo(3);

        assertThat(steps(id)).containsExactly(6L, 3L);
        assertThat(checkpoint(id, 0).path("damage").asString()).contains("is missing");
    }

    @Test
    void a_checkpoint_that_was_damaged_before_it_came_is_passed_over_when_the_process_says_so() {
        UUID id = client.queue("damaged", 10, 0);
        TestAttempt first = node.lease();
        first.report(1, 1, 6);
        first.checkpoint(3, TestCheckpoints.file(first.lease().spec(), 3));
        // The bytes are what was announced, and the checksum inside of them is that of no numbers.
        first.checkpoint(6, TestCheckpoints.file(first.lease().spec(), 6) + "numbers!");
        first.finish(Outcome.LOST, 6);

        TestAttempt second = lease();
        assertThat(second.get("/checkpoint").status()).isEqualTo(200);
        assertThat(second.finishWithDamagedCheckpoint(6).status()).isEqualTo(204);

        assertThat(reason(id)).contains("its numbers do not match their checksum");
        assertThat(resumed(node.lease())).isEqualTo(3);
        assertThat(steps(id)).containsExactly(6L, 3L);
    }

    @Test
    void a_node_that_calls_a_sound_checkpoint_damaged_is_not_believed() {
        UUID id = withCheckpoints();

        lease().finishWithDamagedCheckpoint(6);

        assertThat(checkpoint(id, 0).path("damage").isNull()).isTrue();
        assertThat(resumed(lease())).isEqualTo(6);
    }

    @Test
    void damaged_weights_are_not_served() throws IOException {
        UUID id = withCheckpoints();
        JsonNode newest = checkpoint(id, 0);
        String weights = "/api/checkpoints/" + newest.path("id").asString() + "/model.safetensors";
        assertThat(client.get(weights).status()).isEqualTo(200);
        flipByte(newest.path("sha256").asString());

        for (String path :
                List.of(weights, weights + "?optimizer=true", weights.replace("model.safetensors", "spec.json"))) {
            TestResponse reply = client.get(path);
            assertThat(reply.status()).as(path).isEqualTo(500);
            assertThat(reply.text("/type")).isEqualTo("/problems/checkpoint-damaged");
        }

        assertThat(resumed(lease())).isEqualTo(3);
        assertThat(checkpoint(id, 0).path("damage").asString()).contains("has digest");
    }

    @Test
    void a_damaged_checkpoint_is_no_start_for_another_experiment() throws IOException {
        UUID id = withCheckpoints();
        flipByte(checkpoint(id, 0).path("sha256").asString());

        TestResponse reply = client.post(
                "/api/projects/default/experiments",
                ExperimentTestClient.spec("from it", 10)
                        .replace(
                                "\"training\": {",
                                "\"training\": {\"startFrom\": {\"experiment\": \"%s\", \"step\": 6, \"state\": \"all\"}, "
                                        .formatted(id)));

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.text("/errors/0/pointer")).isEqualTo("/training/startFrom/step");
        assertThat(reply.text("/errors/0/detail")).contains("cannot be used");
    }

    @Test
    void an_experiment_whose_corpus_is_damaged_fails_and_says_so() throws IOException {
        String text = "an ocean has layers of one density. ".repeat(300);
        TestResponse corpus = client.post("/api/projects/default/corpora?name=damaged", text, "text/plain");
        assertThat(corpus.status()).as(corpus.body()).isEqualTo(201);
        TestResponse queued = client.post(
                "/api/projects/default/experiments",
                ExperimentTestClient.spec("learns it", 4)
                        .replace("\"" + ExperimentTestClient.CORPUS + "\"", "\"damaged\""));
        UUID id = UUID.fromString(queued.text("/id"));
        flipByte(corpus.text("/sha256"));

        assertThat(node.lease().get("/corpus").status()).isEqualTo(409);

        assertThat(client.experiment(id).text("/state")).isEqualTo("FAILED");
        assertThat(reason(id)).startsWith("the corpus cannot be used").contains("upload the same file again");

        assertThat(client.post("/api/projects/default/corpora?name=repaired", text, "text/plain")
                        .status())
                .isEqualTo(201);
        client.post("/api/experiments/" + id + "/retry", "");
        assertThat(node.lease().get("/corpus").body()).isEqualTo(text);
    }

    @Test
    void a_checkpoint_of_a_step_that_was_not_reported_pushes_out_none() {
        UUID id = withCheckpoints();
        TestAttempt second = lease();
        second.report(1, 7, 8);

        for (int step : new int[] {9, 10}) {
            TestResponse reply = second.checkpoint(step, "made up " + step);
            assertThat(reply.status()).isEqualTo(422);
            assertThat(reply.text("/errors/0/detail")).contains("was not reported");
        }
        assertThat(second.checkpoint(2, "older than what it began with").status())
                .isEqualTo(422);

        assertThat(steps(id)).containsExactly(6L, 3L);
    }
}
