package dev.isobath.server.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.server.TestResponse;
import dev.isobath.server.TestWorkerNode;
import dev.isobath.spec.protocol.CorpusStatistics;
import dev.isobath.spec.protocol.Finish.Outcome;
import dev.isobath.spec.protocol.ReportBatch;
import dev.isobath.spec.protocol.StepReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class QueueTest {

    @Autowired
    ExperimentTestClient client;

    @Autowired
    ExpiredLeaseSweeper sweeper;

    TestWorkerNode node;

    @BeforeEach
    void begin() {
        client.clear();
        node = client.node("north");
    }

    // --- the main path

    @Test
    void an_experiment_runs_from_the_queue_to_its_end() {
        UUID id = client.queue("whole", 4, 0);
        TestAttempt attempt = node.lease();
        assertThat(attempt.experiment()).isEqualTo(id);
        assertThat(attempt.lease().number()).isEqualTo(1);
        assertThat(attempt.lease().resume()).isNull();
        assertThat(attempt.lease().steps()).isEqualTo(4);
        assertThat(attempt.get("/corpus").body()).hasSize(10_000);
        assertThat(client.experiment(id).text("/state")).isEqualTo("RUNNING");

        assertThat(attempt.heartbeat(1).text("/action")).isEqualTo("CONTINUE");
        TestResponse reply = attempt.report(1, 1, 4);
        assertThat(reply.json().path("next").asLong()).isEqualTo(2);
        assertThat(attempt.checkpoint(4, "weights").status()).isEqualTo(201);
        assertThat(attempt.checkpoint(4, "weights").status()).isEqualTo(200);
        assertThat(attempt.finish(Outcome.FINISHED, 4).status()).isEqualTo(204);
        assertThat(attempt.finish(Outcome.FINISHED, 4).status()).isEqualTo(204);

        TestResponse done = client.experiment(id);
        assertThat(done.text("/state")).isEqualTo("FINISHED");
        assertThat(done.json().path("step").asLong()).isEqualTo(4);
        assertThat(done.json().path("flopsExecuted").asDouble()).isEqualTo(400);
        assertThat(done.json().path("trainLoss").asDouble()).isEqualTo(0.25);
        assertThat(done.json().at("/attemptHistory/0/node").asString()).isEqualTo("north");
        assertThat(done.json().path("finishedAt").isNull()).isFalse();
        assertThat(client.get("/api/experiments/" + id + "/logs").body()).isEqualTo("step 4\nlast line");
        assertThat(steps(id)).containsExactly(1, 2, 3, 4);
        String checkpoint =
                client.get("/api/experiments/" + id + "/checkpoints").text("/checkpoints/0/id");
        assertThat(client.get("/api/checkpoints/" + checkpoint + "/model.safetensors?optimizer=true")
                        .body())
                .isEqualTo("weights");
        assertThat(reasons(id)).hasSize(3).last().isEqualTo("the test says so");
    }

    // --- order

    @Test
    void priority_goes_before_age() {
        UUID first = client.queue("first", 1, 0);
        UUID second = client.queue("second", 1, 0);
        UUID urgent = client.queue("urgent", 1, 5);
        assertThat(List.of(
                        node.lease().experiment(),
                        node.lease().experiment(),
                        node.lease().experiment()))
                .containsExactly(urgent, first, second);
        assertThat(node.lease(0)).isEmpty();
    }

    @Test
    void an_experiment_for_cuda_waits_for_a_node_that_offers_it() {
        String spec =
                ExperimentTestClient.spec("for cuda", 4).replace("\"batch\": 2", "\"batch\": 2, \"device\": \"cuda\"");
        UUID id = UUID.fromString(
                client.post("/api/projects/default/experiments", spec).text("/id"));
        UUID anywhere = client.queue("anywhere", 4, 0);

        assertThat(node.lease().experiment()).isEqualTo(anywhere);
        assertThat(node.lease(0)).isEmpty();
        assertThat(worker("north").path("labels")).isEmpty();
        assertThat(node.lease(0, List.of("cuda")).orElseThrow().experiment()).isEqualTo(id);
        // The dashboard shows from this why an experiment waits.
        assertThat(worker("north").path("labels").toString()).isEqualTo("[\"cuda\"]");
        assertThat(worker("north").path("state").asString()).isEqualTo("online");
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
    void a_project_with_fewer_running_goes_before_age() {
        UUID other = UUID.randomUUID();
        client.database()
                .sql("insert into project (id, name, title) values (:id, :id, 'Other')")
                .param("id", other)
                .update();
        client.queue("running", 1, 0);
        node.lease();
        client.queue("older", 1, 0);
        UUID younger = client.queue("younger", 1, 0);
        client.database()
                .sql("update experiment set project_id = :project where id = :id")
                .param("project", other)
                .param("id", younger)
                .update();
        assertThat(node.lease().experiment()).isEqualTo(younger);
    }

    @Test
    void many_nodes_at_once_never_get_the_same_experiment() throws Exception {
        int count = 40;
        for (int i = 0; i < count; i++) {
            client.queue("one of many", 1, 0);
        }
        try (ExecutorService nodes = Executors.newFixedThreadPool(8)) {
            List<Future<List<UUID>>> taken = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                TestWorkerNode each = client.node("node-" + i);
                taken.add(nodes.submit(() -> IntStream.range(0, count / 8)
                        .mapToObj(_ -> each.lease().experiment())
                        .toList()));
            }
            List<UUID> all = new ArrayList<>();
            for (Future<List<UUID>> each : taken) {
                all.addAll(each.get());
            }
            assertThat(all).hasSize(count);
            assertThat(new HashSet<>(all)).hasSize(count);
        }
        assertThat(node.lease(0)).isEmpty();
    }

    @Test
    void a_waiting_node_gets_what_is_queued_meanwhile() throws Exception {
        try (ExecutorService waiting = Executors.newSingleThreadExecutor()) {
            Future<UUID> leased =
                    waiting.submit(() -> node.lease(30).orElseThrow().experiment());
            UUID id = client.queue("late", 1, 0);
            assertThat(leased.get()).isEqualTo(id);
        }
    }

    // --- reports

    @Test
    void a_batch_sent_twice_is_stored_once() {
        UUID id = client.queue("twice", 10, 0);
        TestAttempt attempt = node.lease();
        attempt.report(1, 1, 3);
        assertThat(attempt.report(1, 1, 3).json().path("next").asLong()).isEqualTo(2);
        attempt.report(2, 4, 5);
        assertThat(attempt.report(1, 1, 3).json().path("next").asLong()).isEqualTo(3);
        assertThat(steps(id)).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void a_batch_that_leaves_one_out_is_refused() {
        client.queue("gap", 10, 0);
        TestAttempt attempt = node.lease();
        TestResponse reply = attempt.report(2, 1, 3);
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.text("/errors/0/pointer")).isEqualTo("/sequence");
    }

    @Test
    void steps_outside_of_the_run_are_refused() {
        client.queue("far", 10, 0);
        TestAttempt attempt = node.lease();
        assertThat(attempt.report(1, 10, 11).status()).isEqualTo(422);
        assertThat(attempt.report(1, 0, 1).status()).isEqualTo(422);
        StepReport huge = new StepReport(Long.MAX_VALUE, 1, 1, 1, Map.of("train_loss", 1.0));
        assertThat(attempt.report(new ReportBatch(1, List.of(huge), List.of())).status())
                .isEqualTo(422);
    }

    @Test
    void what_a_tokenizer_made_of_the_corpus_stands_with_the_experiment() {
        UUID id = client.queue("tokenised", 10, 0);
        TestAttempt attempt = node.lease();
        assertThat(client.experiment(id).json().path("corpusStatistics").isNull())
                .isTrue();
        CorpusStatistics statistics = new CorpusStatistics(84_580, 10_209, 2.11, 0.02, 0.001, 3);
        assertThat(attempt.report(new ReportBatch(1, List.of(), List.of(), statistics))
                        .status())
                .isEqualTo(200);
        assertThat(attempt.report(2, 1, 1).status()).isEqualTo(200);
        JsonNode shown = client.experiment(id).json().path("corpusStatistics");
        assertThat(shown.path("trainingTokens").asLong()).isEqualTo(84_580);
        assertThat(shown.path("heldOutTokens").asLong()).isEqualTo(10_209);
        assertThat(shown.path("bytesPerToken").asDouble()).isEqualTo(2.11);
        assertThat(shown.path("unknownShare").asDouble()).isEqualTo(0.02);
        assertThat(shown.path("lostShare").asDouble()).isEqualTo(0.001);
        assertThat(shown.path("specialTokens").asLong()).isEqualTo(3);

        TestResponse refused =
                attempt.report(new ReportBatch(3, List.of(), List.of(), new CorpusStatistics(1, 1, 1, 1.5, 0, 0)));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("/errors/0/pointer")).isEqualTo("/corpus/unknownShare");
    }

    @Test
    void twelve_thousand_metrics_are_enough() {
        client.queue("metrics", 10, 0);
        TestAttempt attempt = node.lease();
        Map<String, Double> many =
                IntStream.range(0, 12_001).boxed().collect(Collectors.toMap(i -> "metric_" + i, i -> 1.0 * i));
        TestResponse reply = attempt.report(new ReportBatch(1, List.of(new StepReport(1, 1, 1, 1, many)), List.of()));
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.text("/type")).isEqualTo("/problems/too-many-metrics");
    }

    @Test
    void not_a_number_goes_in_and_comes_out() {
        UUID id = client.queue("nan", 10, 0);
        TestAttempt attempt = node.lease();
        List<StepReport> reports = List.of(
                new StepReport(1, 1, 1, 1, Map.of("train_loss", Double.NaN)),
                new StepReport(2, 2, 2, 2, Map.of("train_loss", Double.POSITIVE_INFINITY)),
                new StepReport(3, 3, 3, 3, Map.of("train_loss", Double.NEGATIVE_INFINITY)),
                new StepReport(4, 4, 4, 4, Map.of("train_loss", Double.NaN)));
        assertThat(attempt.report(new ReportBatch(1, reports, List.of())).status())
                .isEqualTo(200);
        assertThat(client.get("/api/experiments/" + id + "/curves")
                        .json()
                        .at("/curves/0/y")
                        .toString())
                .isEqualTo("[\"NaN\",\"Infinity\",\"-Infinity\",\"NaN\"]");
        assertThat(client.experiment(id).json().path("trainLoss").toString()).isEqualTo("\"NaN\"");
        assertThat(client.get("/api/projects/default/experiments?limit=1")
                        .json()
                        .at("/experiments/0/trainLoss")
                        .toString())
                .isEqualTo("\"NaN\"");
        assertThat(client.experiment(id).json().path("valLoss").isNull())
                .as("it was not measured")
                .isTrue();
    }

    // --- loss and recovery

    @Test
    void a_lost_attempt_is_followed_by_one_from_its_last_checkpoint_and_each_step_counts_once() {
        UUID id = client.queue("lost", 10, 0);
        TestAttempt first = node.lease();
        first.report(1, 1, 4);
        first.checkpoint(4, "state after 4");
        first.report(2, 5, 7);
        client.expireLease(first.lease().attempt());
        sweeper.sweep();
        TestResponse lost = client.experiment(id);
        assertThat(lost.text("/state")).isEqualTo("QUEUED");
        assertThat(lost.text("/stateReason")).contains("nothing was heard of north");
        assertThat(lost.text("/attemptHistory/0/state")).isEqualTo("LOST");

        TestAttempt second = node.lease();
        assertThat(second.lease().number()).isEqualTo(2);
        assertThat(second.lease().resume()).isNotNull();
        assertThat(second.lease().resume().step()).isEqualTo(4);
        assertThat(second.get("/checkpoint").body()).isEqualTo("state after 4");
        assertThat(steps(id)).containsExactly(1, 2, 3, 4);
        assertThat(client.experiment(id).json().path("step").asLong()).isEqualTo(4);
        assertThat(client.experiment(id).json().path("flopsExecuted").asDouble())
                .isEqualTo(400);

        second.report(1, 5, 10);
        second.finish(Outcome.FINISHED, 10);
        assertThat(client.experiment(id).text("/state")).isEqualTo("FINISHED");
        assertThat(steps(id)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    }

    @Test
    void an_attempt_that_is_not_current_any_more_may_do_nothing() {
        client.queue("fenced", 10, 0);
        TestAttempt first = node.lease();
        client.expireLease(first.lease().attempt());
        sweeper.sweep();
        assertRefused(first);
        TestAttempt second = node.lease();
        assertRefused(first);
        assertThat(second.heartbeat(1).status()).isEqualTo(200);
    }

    private static void assertRefused(TestAttempt attempt) {
        for (TestResponse reply : List.of(
                attempt.heartbeat(1),
                attempt.report(1, 1, 1),
                attempt.checkpoint(1, "stale"),
                attempt.finish(Outcome.FINISHED, 10))) {
            assertThat(reply.status()).isEqualTo(409);
            assertThat(reply.text("/type")).isEqualTo("/problems/attempt-not-current");
        }
    }

    @Test
    void another_attempts_token_opens_nothing() {
        client.queue("mine", 10, 0);
        client.queue("theirs", 10, 0);
        TestAttempt mine = node.lease();
        TestAttempt theirs = node.lease();
        TestResponse reply = client.send(
                client.request(theirs.address() + "/corpus").GET(), mine.lease().token());
        assertThat(reply.status()).isEqualTo(401);
    }

    @Test
    void an_experiment_that_kills_every_attempt_is_given_up_with_its_last_lines() {
        UUID id = client.queue("poison", 10, 0);
        for (int loss = 1; loss <= 6; loss++) {
            client.database()
                    .sql("update experiment set not_before = now() where id = :id")
                    .param("id", id)
                    .update();
            node.lease().finish(Outcome.LOST, 0);
            assertThat(client.experiment(id).text("/state")).isEqualTo(loss <= 5 ? "QUEUED" : "FAILED");
        }
        assertThat(client.experiment(id).text("/stateReason"))
                .startsWith("6 attempts in a row were lost")
                .contains("last line");
    }

    @Test
    void after_two_losses_in_a_row_the_next_attempt_waits() {
        client.queue("fragile", 10, 0);
        node.lease().finish(Outcome.LOST, 0);
        node.lease().finish(Outcome.LOST, 0);
        assertThat(node.lease(0)).isEmpty();
    }

    @Test
    void a_loss_after_a_new_checkpoint_does_not_count() {
        UUID id = client.queue("slow but sure", 10, 0);
        for (int step = 1; step <= 8; step++) {
            TestAttempt attempt = node.lease();
            attempt.report(1, step, step);
            attempt.checkpoint(step, "state after " + step);
            attempt.finish(Outcome.LOST, step);
        }
        assertThat(client.experiment(id).text("/state")).isEqualTo("QUEUED");
        JsonNode kept = client.get("/api/experiments/" + id + "/checkpoints").json();
        assertThat(kept.path("checkpoints").size()).isEqualTo(2);
        assertThat(kept.at("/checkpoints/0/step").asLong()).isEqualTo(8);
    }

    @Test
    void a_checkpoint_damaged_on_the_way_is_not_taken() {
        UUID id = client.queue("noise", 10, 0);
        TestAttempt attempt = node.lease();
        attempt.report(1, 1, 2);
        assertThat(attempt.checkpoint(2, "state", "0".repeat(64)).status()).isEqualTo(422);
        assertThat(client.get("/api/experiments/" + id + "/checkpoints")
                        .json()
                        .path("checkpoints")
                        .size())
                .isZero();
    }

    @Test
    void leases_that_ran_out_while_the_server_was_away_are_extended_before_any_is_ended() {
        UUID id = client.queue("outage", 10, 0);
        TestAttempt attempt = node.lease();
        client.expireLease(attempt.lease().attempt());
        // A server does this when it starts.
        sweeper.afterPropertiesSet();
        sweeper.sweep();
        assertThat(client.experiment(id).text("/state")).isEqualTo("RUNNING");
        assertThat(attempt.heartbeat(1).status()).isEqualTo(200);
    }

    @Test
    void after_a_pause_of_all_servers_nothing_is_ended_at_first() {
        UUID id = client.queue("long outage", 10, 0);
        TestAttempt attempt = node.lease();
        client.database()
                .sql("update lease_sweep set swept_at = now() - interval '1 minute'")
                .update();
        client.expireLease(attempt.lease().attempt());
        sweeper.sweep();
        assertThat(client.experiment(id).text("/state")).isEqualTo("RUNNING");
        client.expireLease(attempt.lease().attempt());
        sweeper.sweep();
        assertThat(client.experiment(id).text("/state")).isEqualTo("QUEUED");
    }

    @Test
    void an_attempt_the_database_does_not_know_is_not_current() {
        client.queue("restored", 10, 0);
        TestAttempt attempt = node.lease();
        client.database()
                .sql("delete from attempt where id = :id")
                .param("id", attempt.lease().attempt())
                .update();
        assertRefused(attempt);
    }

    // --- cancelling and pausing

    @Test
    void what_waits_is_cancelled_at_once() {
        UUID id = client.queue("unwanted", 10, 0);
        assertThat(act(id, "cancel").text("/state")).isEqualTo("CANCELLED");
        assertThat(node.lease(0)).isEmpty();
        assertThat(act(id, "cancel").status()).isEqualTo(200);
    }

    @Test
    void what_runs_is_told_to_stop_and_then_cancelled() {
        UUID id = client.queue("stop", 10, 0);
        TestAttempt attempt = node.lease();
        TestResponse asked = act(id, "cancel");
        assertThat(asked.text("/state")).isEqualTo("RUNNING");
        assertThat(asked.json().path("cancelRequested").asBoolean()).isTrue();
        assertThat(attempt.heartbeat(1).text("/action")).isEqualTo("STOP");
        assertThat(attempt.report(1, 1, 2).text("/action")).isEqualTo("STOP");
        attempt.finish(Outcome.STOPPED, 2);
        assertThat(client.experiment(id).text("/state")).isEqualTo("CANCELLED");
    }

    @Test
    void a_cancelled_experiment_is_not_revived_by_however_its_attempt_ends() {
        for (Outcome outcome : Outcome.values()) {
            UUID id = client.queue("race " + outcome, 1, 0);
            TestAttempt attempt = node.lease();
            attempt.report(1, 1, 1);
            act(id, "cancel");
            attempt.finish(outcome, 1);
            assertThat(client.experiment(id).text("/state")).as(outcome.name()).isEqualTo("CANCELLED");
        }
        UUID silent = client.queue("silent", 1, 0);
        TestAttempt attempt = node.lease();
        act(silent, "cancel");
        client.expireLease(attempt.lease().attempt());
        sweeper.sweep();
        assertThat(client.experiment(silent).text("/state")).isEqualTo("CANCELLED");
    }

    @Test
    void what_has_ended_cannot_be_cancelled() {
        UUID id = client.queue("done", 1, 0);
        TestAttempt attempt = node.lease();
        attempt.report(1, 1, 1);
        attempt.finish(Outcome.FINISHED, 1);
        TestResponse reply = act(id, "cancel");
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.text("/type")).isEqualTo("/problems/wrong-state");
    }

    @Test
    void a_paused_experiment_goes_on_where_it_stopped() {
        UUID id = client.queue("pause", 4, 0);
        TestAttempt first = node.lease();
        first.report(1, 1, 2);
        act(id, "pause");
        assertThat(first.heartbeat(2).text("/action")).isEqualTo("STOP");
        first.checkpoint(2, "half");
        first.finish(Outcome.STOPPED, 2);
        assertThat(client.experiment(id).text("/state")).isEqualTo("PAUSED");
        assertThat(node.lease(0)).isEmpty();
        assertThat(act(id, "resume").text("/state")).isEqualTo("QUEUED");
        TestAttempt second = node.lease();
        assertThat(second.lease().resume()).isNotNull();
        second.report(1, 3, 4);
        second.finish(Outcome.FINISHED, 4);
        assertThat(steps(id)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void what_failed_can_be_tried_again() {
        UUID id = client.queue("again", 4, 0);
        node.lease().finish(Outcome.FAILED, 1);
        assertThat(client.experiment(id).text("/state")).isEqualTo("FAILED");
        assertThat(act(id, "retry").text("/state")).isEqualTo("QUEUED");
        assertThat(node.lease().lease().number()).isEqualTo(2);
    }

    @Test
    void an_attempt_handed_back_in_order_is_queued_again_without_a_pause() {
        UUID id = client.queue("drained", 4, 0);
        for (int i = 0; i < 8; i++) {
            node.lease().finish(Outcome.STOPPED, 0);
        }
        assertThat(client.experiment(id).text("/state")).isEqualTo("QUEUED");
    }

    // --- nodes

    @Test
    void nodes_are_listed_with_what_they_run() {
        UUID id = client.queue("busy", 1, 0);
        client.node("busy node").lease();
        JsonNode busy = worker("busy node");
        assertThat(busy.path("state").asString()).isEqualTo("online");
        assertThat(busy.path("busy").asInt()).isEqualTo(1);
        assertThat(busy.at("/attempts/0/experimentId").asString()).isEqualTo(id.toString());
    }

    @Test
    void only_a_node_may_lease() {
        assertThat(client.post("/api/worker/lease", "{}").status()).isEqualTo(401);
    }

    private TestResponse act(UUID id, String what) {
        return client.post("/api/experiments/" + id + "/" + what, "");
    }

    private List<Integer> steps(UUID id) {
        return client.get("/api/experiments/" + id + "/curves?metrics=train_loss")
                .json()
                .at("/curves/0/x")
                .valueStream()
                .map(JsonNode::asInt)
                .toList();
    }

    // --- classes of processors

    @Test
    void an_attempt_on_another_class_of_processor_than_its_checkpoint_says_so_for_ever() {
        UUID id = client.queue("moved", 10, 0);
        TestAttempt first = node.lease("avx2");
        first.report(1, 1, 4);
        first.checkpoint(4, "state after 4");
        first.finish(Outcome.STOPPED, 4);

        TestAttempt second = client.node("south").lease("amx");

        String note =
                "computed on avx2 up to step 4 and on amx from there, so the last digits may differ from those of a"
                        + " run on one class of processor";
        assertThat(reasons(id)).last().isEqualTo("attempt 2 on south, from the checkpoint of step 4; " + note);
        second.finish(Outcome.STOPPED, 4);
        JsonNode attempts = client.experiment(id).json().path("attemptHistory");
        assertThat(attempts.at("/0/processorClass").asString()).isEqualTo("avx2");
        assertThat(attempts.at("/0/note").isNull()).isTrue();
        assertThat(attempts.at("/1/processorClass").asString()).isEqualTo("amx");
        assertThat(attempts.at("/1/note").asString()).isEqualTo(note);
    }

    @Test
    void the_class_that_counts_is_that_of_the_checkpoint_and_not_of_the_last_attempt() {
        UUID id = client.queue("returned", 10, 0);
        TestAttempt first = node.lease("avx2");
        first.report(1, 1, 4);
        first.checkpoint(4, "state after 4");
        first.finish(Outcome.STOPPED, 4);
        node.lease("amx").finish(Outcome.STOPPED, 4);

        node.lease("avx2");

        JsonNode attempts = client.experiment(id).json().path("attemptHistory");
        assertThat(attempts.at("/1/note").asString()).startsWith("computed on avx2 up to step 4 and on amx");
        assertThat(attempts.at("/2/note").isNull()).isTrue();
    }

    @Test
    void nothing_is_said_of_the_same_class_a_fresh_start_or_a_node_that_does_not_say() {
        UUID id = client.queue("stayed", 10, 0);
        node.lease("amx").finish(Outcome.STOPPED, 0);
        TestAttempt fresh = node.lease("avx2");
        fresh.report(1, 1, 4);
        fresh.checkpoint(4, "state after 4");
        fresh.finish(Outcome.STOPPED, 4);
        node.lease("avx2").finish(Outcome.STOPPED, 4);
        node.lease();

        JsonNode attempts = client.experiment(id).json().path("attemptHistory");
        assertThat(attempts.valueStream().map(attempt -> attempt.path("note").isNull()))
                .containsExactly(true, true, true, true);
        assertThat(attempts.at("/3/processorClass").isNull()).isTrue();
    }

    @Test
    void the_list_of_workers_has_the_class_of_each_and_null_for_one_that_does_not_say() {
        client.queue("one", 1, 0);
        client.queue("two", 1, 0);
        node.lease("avx512_bf16");
        client.node("older").lease();

        assertThat(worker("north").path("processorClass").asString()).isEqualTo("avx512_bf16");
        assertThat(worker("older").path("processorClass").isNull()).isTrue();
    }

    private List<String> reasons(UUID id) {
        return client.get("/api/experiments/" + id + "/history")
                .json()
                .path("changes")
                .valueStream()
                .map(change -> change.path("reason").asString())
                .toList();
    }
}
