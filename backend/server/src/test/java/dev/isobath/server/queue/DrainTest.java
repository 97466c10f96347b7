package dev.isobath.server.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.server.TestResponse;
import dev.isobath.server.TestUsers;
import dev.isobath.server.TestWorkerNode;
import dev.isobath.spec.protocol.Finish.Outcome;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Nodes that are taken out of service, and why slots are idle. */
@ServerTest
class DrainTest {

    @Autowired
    ExperimentTestClient client;

    @Autowired
    TestUsers users;

    @BeforeEach
    void begin() {
        client.clear();
        client.database().sql("delete from worker_node").update();
    }

    private TestResponse drain(String node, String token) {
        return client.send(client.request("/api/workers/" + node + "/drain").PUT(BodyPublishers.noBody()), token);
    }

    private TestResponse takeBack(String node) {
        return client.send(client.request("/api/workers/" + node + "/drain").DELETE(), client.token());
    }

    private JsonNode worker(String name) {
        return client.get("/api/workers")
                .json()
                .path("workers")
                .valueStream()
                .filter(each -> each.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_drained_node_ends_what_it_runs_and_gets_nothing_more_until_it_is_taken_back() {
        UUID first = client.queue("first", 4, 0);
        UUID second = client.queue("second", 4, 0);
        TestWorkerNode north = client.node("north");
        TestAttempt running = north.lease();
        assertThat(drain("north", client.token()).status()).isEqualTo(204);
        assertThat(worker("north").at("/drained/by").asString()).isNotEmpty();
        assertThat(worker("north").at("/attempts/0/experimentName").asString()).isEqualTo("first");

        assertThat(running.report(1, 1, 4).status()).isEqualTo(200);
        assertThat(running.finish(Outcome.FINISHED, 4).status()).isEqualTo(204);
        assertThat(client.experiment(first).text("/state")).isEqualTo("FINISHED");
        assertThat(north.lease(0)).isEmpty();
        assertThat(worker("north").path("idle").asString()).isEqualTo("It was taken out of service.");
        assertThat(client.get("/api/experiments/" + second + "/waiting").text("/nodes/0/why"))
                .startsWith("it was taken out of service by ");

        assertThat(client.node("south").lease().experiment()).isEqualTo(second);
        assertThat(client.get("/api/audit").body()).contains("WORKER_DRAINED");
    }

    @Test
    void a_node_that_waits_while_it_is_taken_back_gets_what_is_there_at_once() {
        TestWorkerNode north = client.node("north");
        assertThat(north.lease(0)).isEmpty();
        drain("north", client.token());
        UUID id = client.queue("any", 4, 0);
        CompletableFuture<Optional<TestAttempt>> waiting = CompletableFuture.supplyAsync(() -> north.lease(30));
        assertThat(client.experiment(id).text("/state")).isEqualTo("QUEUED");
        assertThat(takeBack("north").status()).isEqualTo(204);
        assertThat(waiting.join().orElseThrow().experiment()).isEqualTo(id);
        assertThat(worker("north").path("drained").isNull()).isTrue();
        assertThat(worker("north").path("idle").isNull()).isTrue();
    }

    @Test
    void an_idle_slot_says_why() {
        client.node("north").lease(0);
        assertThat(worker("north").path("idle").asString()).isEqualTo("Nothing waits that could run now.");
        String cuda =
                ExperimentTestClient.spec("for cuda", 4).replace("\"batch\": 2", "\"batch\": 2, \"device\": \"cuda\"");
        client.post("/api/projects/default/experiments", cuda);
        assertThat(worker("north").path("idle").asString())
                .isEqualTo("All that waits needs a device that it does not offer: cuda.");
        client.node("small").withMemory(600L << 20).askForLease();
        client.queue("any", 4, 0);
        assertThat(worker("small").path("idle").asString()).isEqualTo("All that waits takes more memory than it has.");
    }

    @Test
    void only_administrators_drain_and_an_unknown_node_is_not_found() {
        client.node("north").lease(0);
        assertThat(drain("north", users.member("Curious").token()).status()).isEqualTo(403);
        assertThat(drain("nowhere", client.token()).status()).isEqualTo(404);
        assertThat(worker("north").path("drained").isNull()).isTrue();
    }
}
