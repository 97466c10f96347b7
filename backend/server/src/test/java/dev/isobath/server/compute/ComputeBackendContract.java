package dev.isobath.server.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.Await;
import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What holds wherever attempts run. The attempts are real ones, in processes of the real worker program. */
@ServerTest
@ExtendWith(WorkerProgram.class)
abstract class ComputeBackendContract {

    static final Duration LONG = Duration.ofMinutes(4);
    /** More steps than a test has time for. */
    static final int ENDLESS = 50_000_000;

    @Autowired
    ExperimentTestClient client;

    /** Lets attempts start. There is room for one at least. */
    abstract void openRoom() throws Exception;

    /** Keeps attempts from starting. Those that run go on. */
    abstract void closeRoom() throws Exception;

    /** Returns a part of the reason for which everything waits while no attempt can start. */
    abstract String reasonWithoutRoom();

    /** Kills, at once and for good, the machine on which an attempt runs, as far as that is possible here; another one takes its place. */
    abstract void loseNode(String node) throws Exception;

    /** Ends everything that still runs. */
    abstract void cleanUp() throws Exception;

    @BeforeEach
    void begin() throws Exception {
        client.clear();
        openRoom();
    }

    @AfterEach
    void end() throws Exception {
        client.database()
                .sql("update experiment set cancel_requested = true where state = 'RUNNING'")
                .update();
        client.database()
                .sql("update experiment set state = 'CANCELLED' where state in ('QUEUED', 'PAUSED')")
                .update();
        cleanUp();
        client.clear();
    }

    JsonNode await(UUID id, Predicate<JsonNode> hope) {
        return await(() -> client.experiment(id).json(), hope);
    }

    static <T> T await(Supplier<T> ask, Predicate<T> hope) {
        return Await.until(
                () -> {
                    Pause.beforeNextLook();
                    return ask.get();
                },
                hope,
                LONG);
    }

    JsonNode awaitState(UUID id, String state) {
        return await(id, experiment -> experiment.path("state").asString().equals(state));
    }

    /** Waits until an attempt has done some steps. */
    JsonNode awaitSteps(UUID id, int attempt) {
        return await(
                id,
                experiment -> experiment.path("attempts").asInt() == attempt
                        && experiment.path("state").asString().equals("RUNNING")
                        && experiment.path("step").asLong()
                                > attempt(experiment, attempt)
                                        .path("resumedFromStep")
                                        .asLong());
    }

    static JsonNode attempt(JsonNode experiment, int number) {
        return experiment
                .path("attemptHistory")
                .valueStream()
                .filter(attempt -> attempt.path("number").asInt() == number)
                .findFirst()
                .orElseThrow();
    }

    static String node(JsonNode experiment, int attempt) {
        return attempt(experiment, attempt).path("node").asString();
    }

    TestResponse order(UUID id, String action) {
        TestResponse reply = client.post("/api/experiments/" + id + "/" + action, "{}");
        assertThat(reply.status()).as(reply.body()).isBetween(200, 204);
        return reply;
    }

    /** Returns the steps of the checkpoints, the newest first. */
    List<Long> checkpoints(UUID id) {
        return client.database()
                .sql("select step from checkpoint where experiment_id = :id order by step desc")
                .param("id", id)
                .query((row, _) -> row.getLong("step"))
                .list();
    }

    String waitingReason(UUID id) {
        return client.get("/api/experiments/" + id + "/waiting").text("/reason");
    }

    int losses(UUID id) {
        return client.database()
                .sql("select losses from experiment where id = :id")
                .param("id", id)
                .query(Integer.class)
                .single();
    }

    @Test
    void what_waits_says_why_and_then_runs_once_to_its_end() throws Exception {
        closeRoom();
        UUID id = client.queue("patient", 30, 0);
        await(() -> waitingReason(id), reason -> reason.contains(reasonWithoutRoom()));

        openRoom();
        JsonNode finished = awaitState(id, "FINISHED");

        assertThat(finished.path("step").asLong()).isEqualTo(30);
        assertThat(finished.path("attempts").asInt()).isEqualTo(1);
        assertThat(checkpoints(id)).first().isEqualTo(30L);
        assertThat(waitingReason(id)).isEqualTo("It does not wait: it is finished.");
    }

    @Test
    void a_run_that_is_paused_loses_its_node_and_is_cancelled_goes_on_each_time_from_its_last_checkpoint()
            throws Exception {
        UUID id = client.queue("endless", ENDLESS, 0);
        awaitSteps(id, 1);

        order(id, "pause");
        JsonNode paused = awaitState(id, "PAUSED");
        long first = paused.path("step").asLong();
        assertThat(checkpoints(id)).first().isEqualTo(first);

        order(id, "resume");
        JsonNode resumed = awaitSteps(id, 2);
        assertThat(attempt(resumed, 2).path("resumedFromStep").asLong()).isEqualTo(first);

        loseNode(node(resumed, 2));
        JsonNode again = awaitSteps(id, 3);
        assertThat(attempt(again, 2).path("state").asString()).isEqualTo("LOST");
        long second = attempt(again, 3).path("resumedFromStep").asLong();
        assertThat(second).isGreaterThanOrEqualTo(first);

        order(id, "cancel");
        JsonNode cancelled = awaitState(id, "CANCELLED");
        long third = cancelled.path("step").asLong();
        assertThat(third).isGreaterThan(second);
        assertThat(checkpoints(id)).first().isEqualTo(third);
    }
}
