package dev.isobath.server.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.Await;
import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.server.TestInferenceLease;
import dev.isobath.server.TestResponse;
import dev.isobath.server.TestUsers;
import dev.isobath.server.TestWorkerNode;
import dev.isobath.spec.Violation;
import dev.isobath.spec.inference.InferenceRequest;
import dev.isobath.spec.inference.InferenceResult;
import dev.isobath.spec.inference.RoutingMode;
import dev.isobath.spec.protocol.Lease;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Inference requests over REST, with a worker node that sends results without computing them. */
@ServerTest
@Timeout(90)
class InferenceTest {

    private static final InferenceResult LOGITS = new InferenceResult.Logits(
            List.of(70, 105),
            List.of("F", "i"),
            3,
            List.of(List.of(0.1f, -2.5f, 3e-8f), List.of(1f, 2f, Float.NaN)),
            List.of(List.of(new InferenceResult.Likely(0, "\n", 0.5)), List.of()),
            List.of(new InferenceResult.Routed(1, List.of(1), List.of(0.25f))));
    private static final InferenceResult SAMPLES = new InferenceResult.Samples(
            List.of(new InferenceResult.Sample(
                    "\0sh",
                    List.of(0, 115, 104),
                    List.of("\0", "s", "h"),
                    List.of(1, 2, 1),
                    InferenceResult.Ended.LENGTH)),
            120.5);

    private static final InferenceResult MAP = new InferenceResult.RoutingMap(
            List.of(70, 105, 32, 70),
            List.of("F", "i", " ", "F"),
            Arrays.asList(0.5, Double.NaN, 2.0, null),
            List.of(1.0, 2.0, 3.0, 4.0),
            List.of(3, 2, 1, 2),
            List.of(
                    new InferenceResult.MappedBlock(
                            0, false, null, Collections.nCopies(4, true), null, false, null, null, null, null),
                    block(1, List.of(true, true, false, false), List.of(0.9f, 0.2f, 0.6f, 0.1f)),
                    block(2, List.of(true, false, false, true), List.of(0.9f, 0.2f, 0.1f, 0.8f))),
            0,
            0,
            null);

    private static InferenceResult.MappedBlock block(int layer, List<Boolean> taken, List<Float> probabilities) {
        return new InferenceResult.MappedBlock(
                layer, true, taken, taken, List.of(1.5f, 0.5f, -0.5f, 0.25f), false, null, probabilities, null, null);
    }

    private static final String TOKENIZER =
            "{'model': {'type': 'WordLevel', 'unk_token': '?', 'vocab': {'?': 0, 'the': 1}}}".replace('\'', '"');

    @Autowired
    ExperimentTestClient client;

    @Autowired
    TestUsers users;

    @Autowired
    InferenceRequestRepository requests;

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    private TestWorkerNode node;

    @BeforeEach
    void begin() {
        client.clear();
        client.database().sql("delete from question").update();
        client.database().sql("delete from answering_node").update();
        node = client.node("north");
    }

    @AfterEach
    void end() {
        executor.close();
    }

    /** Queues an experiment and stores its checkpoint after 3 steps. */
    private UUID trained() {
        UUID id = client.queue("trained", 10, 0);
        TestAttempt attempt = node.lease();
        attempt.report(1, 1, 3);
        assertThat(attempt.checkpoint(3, "weights of " + id).status()).isEqualTo(201);
        return id;
    }

    /** Does the same with a spec that names a tokenizer of the project. */
    private UUID trainedWith(String tokenizer) {
        client.post("/api/projects/default/tokenizers?name=" + tokenizer, TOKENIZER);
        node.findAllUsable();
        TestResponse queued = client.post(
                "/api/projects/default/experiments",
                ExperimentTestClient.spec("trained", 10)
                        .replace("\"data\": {", "\"data\": {\"tokenizer\": \"" + tokenizer + "\", "));
        assertThat(queued.status()).as(queued.body()).isEqualTo(201);
        TestAttempt attempt = node.lease();
        attempt.report(1, 1, 3);
        assertThat(attempt.checkpoint(3, "weights").status()).isEqualTo(201);
        return UUID.fromString(queued.text("/id"));
    }

    private TestResponse post(UUID experiment, String what, String body) {
        return client.post("/api/experiments/" + experiment + "/" + what, body.replace('\'', '"'));
    }

    private Future<TestResponse> send(UUID experiment, String what, String body) {
        // A node that has just asked for a request counts as connected.
        assertThat(node.leaseInference(0)).isEmpty();
        return executor.submit(() -> post(experiment, what, body));
    }

    // --- the main path

    @Test
    void logits_come_back_with_the_checkpoint_they_are_of() throws Exception {
        UUID id = trained();
        Future<TestResponse> reply = send(id, "logits", "{'text': 'Fi'}");

        TestInferenceLease inference = node.leaseInference();
        assertThat(inference.lease().experiment()).isEqualTo(id);
        assertThat(inference.lease().step()).isEqualTo(3);
        assertThat(inference.lease().question()).isEqualTo(new InferenceRequest.Logits("Fi", RoutingMode.TOP_K, true));
        assertThat(inference.checkpoint().body()).isEqualTo("weights of " + id);
        assertThat(inference.heartbeat().status()).isEqualTo(204);
        assertThat(inference.answer(LOGITS).status()).isEqualTo(204);

        TestResponse answer = reply.get();
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.text("/checkpoint"))
                .isEqualTo(inference.lease().checkpoint().id().toString());
        assertThat(answer.json().path("step").asLong()).isEqualTo(3);
        assertThat(answer.text("/routing")).isEqualTo("top-k");
        assertThat(answer.text("/pieces/1")).isEqualTo("i");
        assertThat(answer.json().path("vocabulary").asInt()).isEqualTo(3);
        assertThat(answer.json().at("/logits/0").toString()).isEqualTo("[0.1,-2.5,3.0E-8]");
        assertThat(answer.text("/logits/1/2")).isEqualTo("NaN");
        assertThat(answer.text("/likely/0/0/piece")).isEqualTo("\n");
        assertThat(answer.json().at("/routed/0").toString())
                .isEqualTo("{'layer':1,'tokens':[1],'weights':[0.25]}".replace('\'', '"'));
    }

    @Test
    void samples_come_back_with_the_seed_that_was_drawn_for_them() throws Exception {
        UUID id = trained();
        Future<TestResponse> reply = send(id, "samples", "{'prompt': 'fi\\u0000', 'tokens': 3, 'stop': ['\\n']}");

        TestInferenceLease inference = node.leaseInference();
        InferenceRequest.Samples request =
                (InferenceRequest.Samples) inference.lease().question();
        assertThat(request).isEqualTo(new InferenceRequest.Samples("fi\0", 3, 1, 1, request.seed(), List.of("\n"), 1));
        inference.answer(SAMPLES);

        TestResponse answer = reply.get();
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("seed").asLong()).isEqualTo(request.seed());
        assertThat(answer.text("/samples/0/text")).isEqualTo("\0sh");
        assertThat(answer.json().at("/samples/0/depths").toString()).isEqualTo("[1,2,1]");
        assertThat(answer.text("/samples/0/ended")).isEqualTo("length");
        assertThat(answer.json().path("tokensPerSecond").asDouble()).isEqualTo(120.5);
    }

    @Test
    void a_routing_map_comes_back_with_its_statistics() throws Exception {
        UUID id = trained();
        Future<TestResponse> reply = send(id, "routing", "{'text': 'Fi F'}");

        TestInferenceLease inference = node.leaseInference();
        assertThat(inference.lease().question()).isEqualTo(new InferenceRequest.RoutingMap("Fi F", RoutingMode.TOP_K));
        inference.answer(MAP);

        TestResponse answer = reply.get();
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("step").asLong()).isEqualTo(3);
        assertThat(answer.text("/routing")).isEqualTo("top-k");
        assertThat(answer.json().at("/losses").toString()).isEqualTo("[0.5,\"NaN\",2.0,null]");
        assertThat(answer.json().at("/depths").toString()).isEqualTo("[3,2,1,2]");
        assertThat(answer.json().at("/blocks/1/through").toString()).isEqualTo("[true,true,false,false]");
        assertThat(answer.json().at("/blocks/0/weights").isNull()).isTrue();
        // Of the eight choices one was predicted wrongly to be made and one wrongly not to be.
        JsonNode all = answer.json().at("/statistics/predictors/2");
        assertThat(all.path("layer").isNull()).isTrue();
        assertThat(all.at("/accuracy/value").asDouble()).isEqualTo(0.75);
        assertThat(all.at("/precision/value").asDouble()).isEqualTo(0.75);
        assertThat(all.at("/recall/value").asDouble()).isEqualTo(0.75);
        assertThat(all.at("/baseRate/value").asDouble()).isEqualTo(0.5);
        assertThat(answer.json().at("/statistics/noPredictors").isNull()).isTrue();
        JsonNode overlap = answer.json().at("/statistics/overlaps/0");
        assertThat(overlap.path("one").asInt()).isEqualTo(1);
        assertThat(overlap.path("other").asInt()).isEqualTo(2);
        assertThat(overlap.at("/jaccard/value").asDouble()).isEqualTo(1.0 / 3);
        assertThat(answer.json().at("/statistics/classes").findValuesAsString("tokenClass"))
                .containsExactly("letters", "space");
        assertThat(answer.json().at("/statistics/classes/1/depth/value").asDouble())
                .isEqualTo(1);
        JsonNode relations = answer.json().at("/statistics/relations");
        assertThat(relations.findValuesAsString("quantity")).containsExactly("entropy", "loss", "occurrences");
        assertThat(relations.at("/0/bins/0/depth/value").asDouble()).isEqualTo(2.5);
        assertThat(relations.at("/1/bins").isEmpty()).isTrue();
        assertThat(relations.at("/1/reason").asString()).contains("at least 4");
    }

    @Test
    void the_text_of_a_routing_map_may_be_in_the_address() throws Exception {
        UUID id = trained();
        Future<TestResponse> reply = executor.submit(
                () -> client.get("/api/experiments/" + id + "/routing?text=%EB%B0%94+a&routing=causal"));

        TestInferenceLease inference = node.leaseInference();
        assertThat(inference.lease().question()).isEqualTo(new InferenceRequest.RoutingMap("바 a", RoutingMode.CAUSAL));
        inference.answer(MAP);

        assertThat(reply.get().status()).isEqualTo(200);
        assertThat(reply.get().text("/statistics/noPredictors")).contains("ask with routing top-k");
        assertThat(reply.get().json().at("/statistics/predictors").isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text=                                    | 422 | must not be empty
            text=ninebytes                           | 422 | has 9 tokens
            text=a&routing=best                      | 422 | must be one of top-k, causal
            text=a&checkpoint=latest                 | 422 | must be an id
            routing=causal                           | 400 | text
            text=a&whole=true                        | 400 | whole
            """)
    void a_bad_address_of_a_routing_map_is_refused(String query, int status, String words) {
        UUID id = trained();
        node.leaseInference(0);

        TestResponse reply = client.get("/api/experiments/" + id + "/routing?" + query);

        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.body()).contains(words);
    }

    @Test
    void the_latest_checkpoint_is_asked_unless_another_is_named() throws Exception {
        UUID id = client.queue("two", 10, 0);
        TestAttempt attempt = node.lease();
        attempt.report(1, 1, 6);
        attempt.checkpoint(3, "after 3");
        attempt.checkpoint(6, "after 6");
        String older = client.get("/api/experiments/" + id + "/checkpoints").text("/checkpoints/1/id");

        Future<TestResponse> latest = send(id, "logits", "{'text': 'a'}");
        TestInferenceLease first = node.leaseInference();
        assertThat(first.lease().step()).isEqualTo(6);
        first.answer(LOGITS);
        latest.get();
        Future<TestResponse> named =
                send(id, "logits", "{'text': 'a', 'routing': 'causal', 'whole': false, 'checkpoint': '" + older + "'}");
        TestInferenceLease second = node.leaseInference();
        assertThat(second.lease().step()).isEqualTo(3);
        assertThat(second.lease().question()).isEqualTo(new InferenceRequest.Logits("a", RoutingMode.CAUSAL, false));
        second.answer(LOGITS);

        assertThat(named.get().text("/checkpoint")).isEqualTo(older);
    }

    @Test
    void a_waiting_node_hears_of_a_question_at_once() throws Exception {
        UUID id = trained();
        Future<TestInferenceLease> waiting =
                executor.submit(() -> node.leaseInference(60).orElseThrow());
        Await.until(() -> connected(), Boolean.TRUE::equals, Duration.ofSeconds(20));
        Future<TestResponse> reply = executor.submit(() -> post(id, "logits", "{'text': 'a'}"));

        waiting.get().answer(LOGITS);

        assertThat(reply.get().status()).isEqualTo(200);
    }

    private boolean connected() {
        return client.database()
                .sql("select exists (select from answering_node)")
                .query(Boolean.class)
                .single();
    }

    @Test
    void a_node_is_given_the_tokenizer_that_the_spec_names() throws Exception {
        UUID id = trainedWith("words");
        // The text may have any number of tokens, because the server cannot count them.
        Future<TestResponse> reply = send(id, "logits", "{'text': 'the the the the the the the the the'}");

        TestInferenceLease inference = node.leaseInference();
        Lease.Blob tokenizer = Objects.requireNonNull(inference.lease().tokenizer());
        assertThat(tokenizer.bytes()).isEqualTo(TOKENIZER.length());
        assertThat(inference.tokenizer().status()).isEqualTo(200);
        assertThat(inference.tokenizer().body()).isEqualTo(TOKENIZER);
        inference.answer(new InferenceResult.Refused(
                List.of(new Violation("/text", "has 9 tokens; the model's sequences have 8"))));

        assertThat(reply.get().status()).isEqualTo(422);
        assertThat(reply.get().text("/errors/0/pointer")).isEqualTo("/text");
        assertThat(reply.get().text("/errors/0/detail")).isEqualTo("has 9 tokens; the model's sequences have 8");
        assertThat(inference.tokenizer().status()).isEqualTo(409);
    }

    @Test
    void where_the_spec_names_no_tokenizer_of_the_project_there_is_none_to_fetch() throws Exception {
        Future<TestResponse> reply = send(trained(), "logits", "{'text': 'a'}");

        TestInferenceLease inference = node.leaseInference();

        assertThat(inference.lease().tokenizer()).isNull();
        assertThat(inference.tokenizer().status()).isEqualTo(404);
        inference.answer(LOGITS);
        assertThat(reply.get().status()).isEqualTo(200);
    }

    // --- refusals

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            logits  | {}                                              | /text        | is missing
            logits  | {'text': ''}                                    | /text        | must not be empty
            logits  | {'text': 17}                                    | /text        | must be a string
            logits  | {'text': '\\ud800'}                             | /text        | half of a surrogate pair
            logits  | {'text': 'ninebytes'}                           | /text        | has 9 tokens (bytes of UTF-8); the model's sequences have 8
            logits  | {'text': 'ääääi'}                               | /text        | has 9 tokens
            logits  | {'text': 'a', 'routing': 'best'}                | /routing     | must be one of top-k, causal
            logits  | {'text': 'a', 'checkpoint': 'latest'}           | /checkpoint  | must be an id
            logits  | {'text': 'a', 'checkpoint': '11111111-1111-1111-1111-111111111111'} | /checkpoint | is not a checkpoint of this experiment
            logits  | {'text': 'a', 'Routing': 'causal'}              | /Routing     | is not a field
            logits  | {'text': 'a', 'whole': 'no'}                    | /whole       | must be true or false
            logits  | ['text']                                        | ''           | must be an object
            routing | {}                                              | /text        | is missing
            routing | {'text': 'ninebytes'}                           | /text        | has 9 tokens
            routing | {'text': 'a', 'routing': 'best'}                | /routing     | must be one of top-k, causal
            routing | {'text': 'a', 'whole': false}                   | /whole       | is not a field
            routing | {'text': 'a', 'checkpoint': '11111111-1111-1111-1111-111111111111'} | /checkpoint | is not a checkpoint of this experiment
            samples | {'tokens': 3}                                   | /prompt      | is missing
            samples | {'prompt': 'a'}                                 | /tokens      | is missing
            samples | {'prompt': 'ninebyte', 'tokens': 1}             | /prompt      | have 8, prompt and sample together
            samples | {'prompt': 'a', 'tokens': 0}                    | /tokens      | must be between 1 and 8192
            samples | {'prompt': 'a', 'tokens': 1e9}                  | /tokens      | must be between 1 and 8192
            samples | {'prompt': 'a', 'tokens': 1.5}                  | /tokens      | must be a whole number
            samples | {'prompt': 'a', 'tokens': 1, 'temperature': -1} | /temperature | must be between 0 and 100
            samples | {'prompt': 'a', 'tokens': 1, 'temperature': 'hot'} | /temperature | must be a number
            samples | {'prompt': 'a', 'tokens': 1, 'topP': 0}         | /topP        | must be above 0 and at most 1
            samples | {'prompt': 'a', 'tokens': 1, 'topP': 1.01}      | /topP        | must be above 0 and at most 1
            samples | {'prompt': 'a', 'tokens': 1, 'seed': -1}        | /seed        | must be between 0
            samples | {'prompt': 'a', 'tokens': 1, 'stop': 'x'}       | /stop        | must be a list
            samples | {'prompt': 'a', 'tokens': 1, 'stop': ['']}      | /stop/0      | must not be empty
            samples | {'prompt': 'a', 'tokens': 1, 'count': 17}       | /count       | must be between 1 and 16
            samples | {'prompt': 'a', 'tokens': 8192, 'count': 2}     | /count       | more than 8192 tokens
            """)
    void a_bad_body_is_refused_with_the_field_at_fault(String what, String body, String pointer, String words) {
        UUID id = trained();
        node.leaseInference(0);

        TestResponse reply = post(id, what, body);

        assertThat(reply.status()).as(reply.body()).isEqualTo(422);
        assertThat(reply.text("/errors/0/pointer")).isEqualTo(pointer);
        assertThat(reply.text("/errors/0/detail")).contains(words);
    }

    @Test
    void an_experiment_without_a_checkpoint_cannot_be_asked() {
        UUID id = client.queue("young", 10, 0);
        node.leaseInference(0);

        TestResponse reply = post(id, "logits", "{'text': 'a'}");

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.text("/type")).isEqualTo("/problems/no-checkpoint");
    }

    @Test
    void without_a_worker_node_the_answer_comes_at_once_and_says_what_to_do() {
        UUID id = trained();

        TestResponse reply = post(id, "logits", "{'text': 'a'}");

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.text("/type")).isEqualTo("/problems/no-worker-node");
        assertThat(reply.text("/detail")).contains("./isobath worker");
        assertThat(reply.headers().firstValue("Retry-After")).hasValue("10");
    }

    @Test
    void only_members_ask() {
        UUID id = trained();
        String path = "/api/experiments/" + id + "/logits";

        assertThat(post(id, "logits", "{'text': 'a'}").text("/type")).isEqualTo("/problems/no-worker-node");
        assertThat(client.send(
                                client.request(path)
                                        .header("Content-Type", "application/json")
                                        .POST(HttpRequest.BodyPublishers.ofString("{}")),
                                "isobath_unknown")
                        .status())
                .isEqualTo(401);
        String share = client.post("/api/shares", "{\"experiments\": [\"" + id + "\"], \"title\": \"one\"}")
                .text("/token");
        assertThat(client.get("/api/shared/" + share).status()).isEqualTo(200);
        assertThat(client.post("/api/shared/" + share + "/logits", "{\"text\": \"a\"}")
                        .status())
                .isEqualTo(404);
        assertThat(users.member("Grace")
                        .browser()
                        .post(path, "{'text': 'too long for eight tokens'}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void what_only_the_worker_node_can_see_to_be_wrong_is_the_askers_error_too() throws Exception {
        Future<TestResponse> reply = send(trained(), "logits", "{'text': 'a', 'routing': 'causal'}");
        node.leaseInference()
                .answer(new InferenceResult.Refused(List.of(new Violation("/routing", "nothing was trained for it"))));

        assertThat(reply.get().status()).isEqualTo(422);
        assertThat(reply.get().text("/errors/0/pointer")).isEqualTo("/routing");
    }

    @Test
    void a_computation_that_breaks_off_is_told_with_its_reason() throws Exception {
        Future<TestResponse> reply = send(trained(), "samples", "{'prompt': 'a', 'tokens': 3}");
        node.leaseInference().answer(new InferenceResult.Failed("its process was killed"));

        assertThat(reply.get().status()).isEqualTo(502);
        assertThat(reply.get().text("/detail"))
                .isEqualTo("worker node 'north' could not answer: its process was killed");
    }

    @Test
    void an_answer_to_another_question_is_no_answer() throws Exception {
        Future<TestResponse> reply = send(trained(), "samples", "{'prompt': 'a', 'tokens': 3}");
        node.leaseInference().answer(LOGITS);

        assertThat(reply.get().status()).isEqualTo(502);
    }

    // --- leases

    @Test
    void a_question_whose_node_is_silent_goes_to_another_and_the_first_may_not_answer_any_more() throws Exception {
        Future<TestResponse> reply = send(trained(), "logits", "{'text': 'a'}");
        TestInferenceLease first = node.leaseInference();
        TestWorkerNode south = client.node("south");
        assertThat(south.leaseInference(0)).isEmpty();

        expire(first);
        TestInferenceLease second = south.leaseInference();

        assertThat(second.lease().id()).isEqualTo(first.lease().id());
        assertThat(first.heartbeat().status()).isEqualTo(409);
        assertThat(first.checkpoint().status()).isEqualTo(409);
        assertThat(first.answer(new InferenceResult.Failed("late")).status()).isEqualTo(409);
        assertThat(second.answer(LOGITS).status()).isEqualTo(204);
        assertThat(reply.get().status()).isEqualTo(200);
    }

    @Test
    void a_late_answer_counts_while_nobody_else_has_the_question() throws Exception {
        Future<TestResponse> reply = send(trained(), "logits", "{'text': 'a'}");
        TestInferenceLease inference = node.leaseInference();
        expire(inference);

        assertThat(inference.answer(LOGITS).status()).isEqualTo(204);
        assertThat(reply.get().status()).isEqualTo(200);
    }

    @Test
    void an_answer_sent_twice_is_taken_once() throws Exception {
        Future<TestResponse> reply = send(trained(), "logits", "{'text': 'a'}");
        TestInferenceLease inference = node.leaseInference();
        inference.answer(LOGITS);

        assertThat(inference
                        .answer(new InferenceResult.Failed("the answer to the first call was lost"))
                        .status())
                .isEqualTo(204);
        assertThat(reply.get().status()).isEqualTo(200);
        assertThat(node.leaseInference(0)).isEmpty();
    }

    @Test
    void a_question_that_lost_three_nodes_is_not_given_to_a_fourth() {
        UUID id = trained();
        Future<TestResponse> reply = send(id, "logits", "{'text': 'a'}");
        expire(node.leaseInference());
        expire(node.leaseInference());
        TestInferenceLease last = node.leaseInference();
        expire(last);

        assertThat(node.leaseInference(0)).isEmpty();
        assertThat(last.answer(LOGITS).status()).isEqualTo(204);
        assertThat(reply).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void a_checkpoint_that_is_gone_when_the_node_comes_for_it_ends_the_waiting() throws Exception {
        UUID id = trained();
        Future<TestResponse> reply = send(id, "logits", "{'text': 'a'}");
        TestInferenceLease inference = node.leaseInference();
        client.database()
                .sql("update question set sha256 = repeat('0', 64) where id = :id")
                .param("id", inference.lease().id())
                .update();

        assertThat(inference.checkpoint().status()).isEqualTo(409);
        assertThat(reply.get().status()).isEqualTo(409);
        assertThat(reply.get().text("/type")).isEqualTo("/problems/checkpoint-gone");
        assertThat(inference.heartbeat().status()).isEqualTo(409);
    }

    @Test
    void a_tokenizer_that_the_store_has_lost_ends_the_waiting() throws Exception {
        Future<TestResponse> reply = send(trainedWith("lost"), "logits", "{'text': 'the'}");
        TestInferenceLease inference = node.leaseInference();
        client.database()
                .sql("update tokenizer set sha256 = repeat('0', 64) where name = 'lost'")
                .update();

        assertThat(inference.tokenizer().status()).isEqualTo(409);
        assertThat(reply.get().status()).isEqualTo(502);
        assertThat(reply.get().text("/type")).isEqualTo("/problems/answer-failed");
        assertThat(reply.get().text("/detail")).contains("the tokenizer's file cannot be used");
        assertThat(inference.heartbeat().status()).isEqualTo(409);
    }

    @Test
    void a_join_token_leases_and_answers_nothing_and_an_api_token_leases_nothing() throws Exception {
        Future<TestResponse> reply = send(trained(), "logits", "{'text': 'a'}");
        TestInferenceLease inference = node.leaseInference();
        String path = "/api/worker/questions/";

        assertThat(client.post(path + "lease", "{\"node\": \"n\", \"waitSeconds\": 0}")
                        .status())
                .isEqualTo(401);
        assertThat(client.post(path + inference.lease().id() + "/answer", "{\"kind\": \"failed\", \"reason\": \"\"}")
                        .status())
                .isEqualTo(409);
        inference.answer(LOGITS);
        assertThat(reply.get().status()).isEqualTo(200);
    }

    @Test
    void old_questions_are_deleted() throws Exception {
        UUID id = trained();
        Future<TestResponse> reply = send(id, "logits", "{'text': 'a'}");
        node.leaseInference().answer(LOGITS);
        reply.get();
        requests.deleteOld();
        assertThat(count()).isEqualTo(1);

        client.database()
                .sql("update question set asked_at = asked_at - interval '16 minutes'")
                .update();
        requests.deleteOld();

        assertThat(count()).isZero();
    }

    private int count() {
        return client.database()
                .sql("select count(*) from question")
                .query(Integer.class)
                .single();
    }

    private void expire(TestInferenceLease inference) {
        client.database()
                .sql("update question set lease_until = clock_timestamp() - interval '1 second' where id = :id")
                .param("id", inference.lease().id())
                .update();
    }
}
