package dev.isobath.server.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.server.TestResponse;
import dev.isobath.spec.protocol.Finish.Outcome;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Every queued experiment can say why it waits. */
@ServerTest
class WaitingTest {

    @Autowired
    ExperimentTestClient client;

    @BeforeEach
    void begin() {
        client.clear();
        client.database().sql("delete from worker_node").update();
    }

    private TestResponse waiting(UUID id) {
        TestResponse reply = client.get("/api/experiments/" + id + "/waiting");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply;
    }

    @Test
    void without_a_node_everything_waits_for_one() {
        UUID first = client.queue("first", 4, 0);
        UUID second = client.queue("second", 4, 0);
        UUID urgent = client.queue("urgent", 4, 5);

        assertThat(waiting(first).text("/reason")).isEqualTo("No worker node is connected.");
        assertThat(waiting(urgent).json().path("place").asInt()).isEqualTo(1);
        assertThat(waiting(first).json().path("place").asInt()).isEqualTo(2);
        assertThat(waiting(second).json().path("place").asInt()).isEqualTo(3);
        assertThat(waiting(first).json().path("memoryBytes").asLong()).isPositive();
    }

    @Test
    void the_line_moves_when_a_node_takes_what_is_before() {
        UUID first = client.queue("first", 4, 0);
        UUID second = client.queue("second", 4, 0);
        TestAttempt running = client.node("north").lease();
        assertThat(running.experiment()).isEqualTo(first);

        assertThat(waiting(second).json().path("place").asInt()).isEqualTo(1);
        assertThat(waiting(second).text("/reason"))
                .isEqualTo("It is the first in line: north: all of its 1 slots are busy.");
        assertThat(waiting(first).text("/reason")).isEqualTo("It does not wait: it is running.");
        assertThat(waiting(first).json().path("place").isNull()).isTrue();
    }

    @Test
    void a_node_that_lacks_the_device_or_the_memory_could_not_take_it() {
        UUID id = client.queue("any", 4, 0);
        client.node("small").withMemory(600L << 20).askForLease();
        assertThat(waiting(id).text("/nodes/0/why")).startsWith("it has 92 MB of memory for attempts, and this takes ");
        assertThat(waiting(id).json().at("/nodes/0/could").asBoolean()).isFalse();
        assertThat(waiting(id).text("/reason")).startsWith("No connected worker node could take it: small: it has ");

        String cuda =
                ExperimentTestClient.spec("for cuda", 4).replace("\"batch\": 2", "\"batch\": 2, \"device\": \"cuda\"");
        UUID gpu = UUID.fromString(
                client.post("/api/projects/default/experiments", cuda).text("/id"));
        assertThat(waiting(gpu).text("/nodes/0/why")).isEqualTo("it does not offer the label cuda");
        assertThat(waiting(gpu).text("/device")).isEqualTo("cuda");
        assertThat(waiting(gpu).json().path("deviceMemoryBytes").asLong()).isPositive();
    }

    @Test
    void a_pause_after_losses_is_named() {
        UUID id = client.queue("fragile", 10, 0);
        client.node("north").lease().finish(Outcome.LOST, 0);
        client.node("north").lease().finish(Outcome.LOST, 0);

        assertThat(waiting(id).text("/reason")).isEqualTo("It pauses after lost attempts.");
        assertThat(waiting(id).json().path("notBefore").isNull()).isFalse();
    }

    @Test
    void an_unknown_experiment_is_not_found() {
        assertThat(client.get("/api/experiments/" + UUID.randomUUID() + "/waiting")
                        .status())
                .isEqualTo(404);
    }
}
