package dev.isobath.server.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.Await;
import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestResponse;
import dev.isobath.server.TestTrialLease;
import dev.isobath.server.TestWorkerNode;
import dev.isobath.spec.protocol.TrialResult;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;

/** Trials of tokenizers over REST, with worker nodes that send verdicts without trying anything. */
@ServerTest
@Timeout(90)
class TrialsTest {

    private static final String COLLECTION = "/api/projects/default/tokenizers";
    private static final String FILE =
            "{'model': {'type': 'WordLevel', 'unk_token': '?', 'vocab': {'?': 0, 'the': 1}}}".replace('\'', '"');
    private static final TrialResult USABLE = new TrialResult.Usable(
            "0.21.0-0.35.1",
            2,
            List.of(
                    new TrialResult.TriedText("English", 17, 0.25, 0, true),
                    new TrialResult.TriedText("Korean", 3, 1, 0.5, false)));
    private static final TrialResult UNUSABLE =
            new TrialResult.Unusable("0.21.0-0.35.1", "The tokenizers library ended with SIGABRT: a hole.");

    @Autowired
    ExperimentTestClient client;

    @Autowired
    TrialRepository trials;

    private TestWorkerNode north;
    private TestWorkerNode south;

    @BeforeEach
    void begin() {
        client.clear();
        client.database().sql("delete from tokenizer_trial").update();
        client.database().sql("delete from trying_node").update();
        north = client.node("north");
        south = client.node("south");
    }

    private String upload() {
        TestResponse uploaded = client.post(COLLECTION + "?name=t-" + UUID.randomUUID(), FILE);
        assertThat(uploaded.status()).as(uploaded.body()).isEqualTo(201);
        return uploaded.text("/id");
    }

    private TestResponse tokenizer(String id) {
        return client.get("/api/tokenizers/" + id);
    }

    private TestResponse tryAgain(String id) {
        return client.post("/api/tokenizers/" + id + "/trials", "");
    }

    private TestResponse submit(String id) {
        return client.post(
                "/api/projects/default/experiments",
                ExperimentTestClient.spec("tried", 10)
                        .replace(
                                "\"data\": {",
                                "\"data\": {\"tokenizer\": \"" + tokenizer(id).text("/name") + "\", "));
    }

    private UUID queued(String id) {
        TestResponse submitted = submit(id);
        assertThat(submitted.status()).as(submitted.body()).isEqualTo(201);
        return UUID.fromString(submitted.text("/id"));
    }

    private void expireTrials() {
        client.database().sql("""
                        update tokenizer_trial
                        set lease_until = clock_timestamp() - interval '1 second', not_before = clock_timestamp()
                        where state <> 'ENDED'
                        """).update();
    }

    // --- the main path

    @Test
    void an_uploaded_tokenizer_is_tried_and_its_verdict_stands_with_it() {
        String id = upload();
        TestResponse untried = tokenizer(id);
        assertThat(untried.text("/state")).isEqualTo("UNTRIED");
        assertThat(untried.text("/stateReason"))
                .isEqualTo("A worker node will try this tokenizer. No worker node that can is connected; start one, or"
                        + " update the ones that run.");
        assertThat(untried.json().path("holdsExperiments").asBoolean()).isTrue();
        assertThat(untried.json().path("verdict").isNull()).isTrue();

        TestTrialLease trial = north.leaseTrial();
        assertThat(trial.lease().tokenizer().id()).hasToString(id);
        assertThat(trial.lease().vocabulary()).isEqualTo(2);
        assertThat(trial.tokenizer().body()).isEqualTo(FILE);
        assertThat(tokenizer(id).text("/stateReason")).isEqualTo("Worker node 'north' tries this tokenizer now.");
        assertThat(trial.heartbeat().status()).isEqualTo(204);
        assertThat(trial.result(USABLE).status()).isEqualTo(204);

        TestResponse usable = tokenizer(id);
        assertThat(usable.text("/state")).isEqualTo("USABLE");
        assertThat(usable.text("/stateReason"))
                .isEqualTo("Worker node 'north' has encoded and decoded 2 texts with it.");
        assertThat(usable.json().path("holdsExperiments").asBoolean()).isFalse();
        assertThat(usable.text("/verdict/node")).isEqualTo("north");
        assertThat(usable.text("/verdict/library")).isEqualTo("0.21.0-0.35.1");
        assertThat(usable.json().at("/verdict/lossless").asBoolean()).isFalse();
        assertThat(usable.json().at("/verdict/texts/0").toString())
                .isEqualTo("{'name':'English','tokens':17,'unknownShare':0.25,'lostShare':0.0,'lossless':true}"
                        .replace('\'', '"'));
        assertThat(client.get(COLLECTION).json().path("tokenizers")).contains(usable.json());
        assertThat(north.leaseTrial(0)).isEmpty();
    }

    @Test
    void a_node_that_waits_hears_of_an_upload_at_once() throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<TestTrialLease> waiting =
                    executor.submit(() -> north.leaseTrial(60).orElseThrow());
            Await.until(
                    () -> client.database()
                            .sql("select count(*) from trying_node")
                            .query(Integer.class)
                            .single(),
                    count -> count == 1,
                    Duration.ofSeconds(20));

            String id = upload();

            assertThat(waiting.get().lease().tokenizer().id()).hasToString(id);
        }
    }

    // --- nodes that die

    @Test
    void a_node_that_dies_does_not_decide_and_another_node_tries_the_file() {
        String id = upload();
        TestTrialLease died = north.leaseTrial();
        assertThat(south.leaseTrial(0)).isEmpty();
        expireTrials();

        TestTrialLease again = south.leaseTrial();

        assertThat(again.lease().id()).isEqualTo(died.lease().id());
        assertThat(died.heartbeat().status()).isEqualTo(409);
        assertThat(died.tokenizer().status()).isEqualTo(409);
        assertThat(died.result(UNUSABLE).status()).isEqualTo(409);
        assertThat(tokenizer(id).text("/stateReason")).isEqualTo("Worker node 'south' tries this tokenizer now.");
        again.result(USABLE);
        assertThat(tokenizer(id).text("/state")).isEqualTo("USABLE");
    }

    @Test
    void a_late_result_counts_while_no_other_node_has_the_trial() {
        String id = upload();
        TestTrialLease slow = north.leaseTrial();
        expireTrials();

        assertThat(slow.result(USABLE).status()).isEqualTo(204);

        assertThat(tokenizer(id).text("/state")).isEqualTo("USABLE");
        assertThat(slow.result(UNUSABLE).status()).isEqualTo(204);
        assertThat(tokenizer(id).text("/state")).isEqualTo("USABLE");
    }

    @Test
    void a_trial_without_a_verdict_goes_to_another_node_while_one_is_connected() {
        String id = upload();
        assertThat(south.leaseTrial(0)
                        .orElseThrow()
                        .result(new TrialResult.Failed("The disk is full."))
                        .status())
                .isEqualTo(204);
        assertThat(tokenizer(id).text("/stateReason"))
                .isEqualTo(
                        "A worker node will try this tokenizer. Trial 1 of 3 gave no verdict, on worker node 'south': The"
                                + " disk is full.");
        assertThat(north.leaseTrial(0)).as("a pause comes first").isEmpty();
        expireTrials();

        assertThat(south.leaseTrial(0)).isEmpty();
        north.leaseTrial().result(USABLE);

        assertThat(tokenizer(id).text("/state")).isEqualTo("USABLE");
    }

    @Test
    void a_file_that_no_node_gives_a_verdict_on_is_unusable_until_it_is_tried_again() {
        String id = upload();
        UUID experiment = queued(id);
        for (int i = 0; i < 3; i++) {
            north.leaseTrial();
            expireTrials();
        }
        assertThat(north.leaseTrial(0)).isEmpty();
        trials.endExpired();

        TestResponse unusable = tokenizer(id);
        assertThat(unusable.text("/state")).isEqualTo("UNUSABLE");
        assertThat(unusable.text("/stateReason"))
                .isEqualTo(
                        "3 trials of this tokenizer gave no verdict, the last one on worker node 'north': nothing was heard of"
                                + " it for 15 s. Try again when the worker nodes are well.");
        assertThat(unusable.json().at("/verdict/node").isNull()).isTrue();
        client.awaitState(experiment, "FAILED");

        assertThat(tryAgain(id).status()).isEqualTo(202);
        north.leaseTrial().result(USABLE);
        assertThat(tokenizer(id).text("/state")).isEqualTo("USABLE");
    }

    // --- experiments

    @Test
    void an_experiment_waits_for_the_verdict_and_is_leased_after_it() {
        String id = upload();
        UUID experiment = queued(id);
        assertThat(north.lease(0)).isEmpty();

        north.leaseTrial().result(USABLE);

        assertThat(north.lease().lease().experiment()).isEqualTo(experiment);
    }

    @Test
    void an_experiment_whose_tokenizer_is_unusable_fails_without_an_attempt_and_the_next_one_is_refused() {
        String id = upload();
        UUID experiment = queued(id);

        north.leaseTrial().result(UNUSABLE);

        String words = "tokenizer '" + tokenizer(id).text("/name")
                + "' is unusable: The tokenizers library ended with SIGABRT: a hole.";
        TestResponse failed = client.awaitState(experiment, "FAILED");
        assertThat(failed.text("/stateReason")).isEqualTo(words);
        assertThat(failed.json().path("attempts").asInt()).isZero();
        TestResponse refused = submit(id);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("/errors/0/pointer")).isEqualTo("/data/tokenizer");
        assertThat(refused.text("/errors/0/detail")).isEqualTo(words);

        assertThat(client.post("/api/experiments/" + experiment + "/retry", "").status())
                .isEqualTo(200);
        client.awaitState(experiment, "FAILED");
        assertThat(north.lease(0)).isEmpty();
    }

    @Test
    void a_tokenizer_from_before_the_trials_is_trained_with_while_it_is_tried() {
        String id = upload();
        UUID experiment = queued(id);
        // The migration leaves such rows as they are.
        client.database()
                .sql("update tokenizer set leasable = true where id = :id")
                .param("id", UUID.fromString(id))
                .update();
        assertThat(tokenizer(id).json().path("holdsExperiments").asBoolean()).isFalse();

        assertThat(north.lease().lease().experiment()).isEqualTo(experiment);

        // A verdict does not end what runs.
        north.leaseTrial().result(UNUSABLE);
        assertThat(client.experiment(experiment).text("/state")).isEqualTo("RUNNING");
    }

    // --- again

    @Test
    void a_usable_tokenizer_that_is_tried_again_keeps_its_verdict_and_its_experiments_meanwhile() {
        String id = upload();
        north.leaseTrial().result(USABLE);

        TestResponse asked = tryAgain(id);

        assertThat(asked.status()).isEqualTo(202);
        assertThat(asked.text("/state")).isEqualTo("UNTRIED");
        assertThat(asked.json().path("holdsExperiments").asBoolean()).isFalse();
        assertThat(asked.text("/verdict/node")).isEqualTo("north");
        UUID experiment = queued(id);
        assertThat(north.lease().lease().experiment()).isEqualTo(experiment);
        south.leaseTrial().result(UNUSABLE);
        assertThat(tokenizer(id).text("/state")).isEqualTo("UNUSABLE");
    }

    @Test
    void asking_again_while_a_trial_waits_changes_nothing() {
        String id = upload();
        int entries = auditEntries();

        assertThat(tryAgain(id).status()).isEqualTo(202);

        assertThat(auditEntries()).isEqualTo(entries);
        north.leaseTrial().result(USABLE);
        assertThat(north.leaseTrial(0)).isEmpty();
        assertThat(tryAgain(id).status()).isEqualTo(202);
        assertThat(auditEntries()).isEqualTo(entries + 1);
    }

    private int auditEntries() {
        return client.database()
                .sql("select count(*) from audit_event where action = 'TOKENIZER_TRIED_AGAIN'")
                .query(Integer.class)
                .single();
    }

    @Test
    void a_tokenizer_that_is_not_there_is_not_tried() {
        assertThat(tryAgain(UUID.randomUUID().toString()).status()).isEqualTo(404);
    }

    @Test
    void a_tokenizer_can_be_deleted_while_it_is_tried() {
        String id = upload();
        TestTrialLease trial = north.leaseTrial();

        assertThat(client.send(client.request("/api/tokenizers/" + id).DELETE(), client.token())
                        .status())
                .isEqualTo(204);

        assertThat(trial.heartbeat().status()).isEqualTo(409);
        assertThat(trial.result(USABLE).status()).isEqualTo(409);
        assertThat(north.leaseTrial(0)).isEmpty();
    }

    // --- what nodes send

    @Test
    void a_result_of_another_version_is_stored_with_what_it_has() {
        String id = upload();
        assertThat(north.leaseTrial()
                        .resultOf(Map.of("kind", "unusable", "reason", "a\0b \ud800", "newer", 1))
                        .status())
                .isEqualTo(204);

        assertThat(tokenizer(id).text("/stateReason")).isEqualTo("a\uFFFDb ?");
        assertThat(tokenizer(id).text("/verdict/library")).isEqualTo("unknown");
        assertThat(submit(id).status()).isEqualTo(422);
    }

    @Test
    void a_result_of_no_known_kind_is_refused_and_the_trial_goes_on() {
        upload();
        TestTrialLease trial = north.leaseTrial();

        assertThat(trial.resultOf(Map.of("kind", "perhaps")).status()).isBetween(400, 422);
        assertThat(trial.resultOf(Map.of()).status()).isBetween(400, 422);

        assertThat(trial.result(USABLE).status()).isEqualTo(204);
    }

    @Test
    void only_worker_nodes_lease_trials_and_only_the_holder_of_a_lease_ends_one() {
        upload();
        for (String token : List.of(client.token(), "nobody's")) {
            assertThat(client.send(
                                    client.request("/api/worker/trials/lease")
                                            .header("Content-Type", "application/json")
                                            .POST(HttpRequest.BodyPublishers.ofString(
                                                    "{\"node\": \"x\", \"waitSeconds\": 0}")),
                                    token)
                            .status())
                    .isEqualTo(401);
        }
        TestTrialLease trial = north.leaseTrial();
        assertThat(client.send(
                                client.request("/api/worker/trials/"
                                                + trial.lease().id() + "/tokenizer")
                                        .GET(),
                                client.workerToken())
                        .status())
                .isEqualTo(409);
        assertThat(client.post("/api/worker/trials/lease", "{\"node\": \"\", \"waitSeconds\": 0}")
                        .status())
                .isEqualTo(401);
    }
}
