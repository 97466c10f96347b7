package dev.isobath.server.questions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.Await;
import dev.isobath.server.Laboratory;
import dev.isobath.server.People;
import dev.isobath.server.Reply;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.server.TestNode;
import dev.isobath.server.TestQuestion;
import dev.isobath.spec.Violation;
import dev.isobath.spec.inference.InferenceRequest;
import dev.isobath.spec.inference.InferenceResult;
import dev.isobath.spec.inference.RoutingMode;
import dev.isobath.spec.protocol.Lease;
import java.net.http.HttpRequest;
import java.time.Duration;
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

/** A checkpoint is asked over REST and answered by a worker node that computes nothing. */
@ServerTest
@Timeout(90)
class QuestionsTest {

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

    private static final String TOKENIZER =
            "{'model': {'type': 'WordLevel', 'unk_token': '?', 'vocab': {'?': 0, 'the': 1}}}".replace('\'', '"');

    @Autowired
    Laboratory laboratory;

    @Autowired
    People people;

    @Autowired
    Questions questions;

    private final ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor();

    private TestNode node;

    @BeforeEach
    void begin() {
        laboratory.clear();
        laboratory.database().sql("delete from question").update();
        laboratory.database().sql("delete from answering_node").update();
        node = laboratory.node("north");
    }

    @AfterEach
    void end() {
        askers.close();
    }

    /** An experiment that has stored a checkpoint after 3 steps. */
    private UUID trained() {
        UUID id = laboratory.queue("trained", 10, 0);
        TestAttempt attempt = node.lease();
        attempt.report(1, 1, 3);
        assertThat(attempt.checkpoint(3, "weights of " + id).status()).isEqualTo(201);
        return id;
    }

    /** Such an experiment, whose spec names a tokenizer of the project. */
    private UUID trainedWith(String tokenizer) {
        laboratory.post("/api/projects/default/tokenizers?name=" + tokenizer, TOKENIZER);
        Reply queued = laboratory.post(
                "/api/projects/default/experiments",
                Laboratory.spec("trained", 10)
                        .replace("\"data\": {", "\"data\": {\"tokenizer\": \"" + tokenizer + "\", "));
        assertThat(queued.status()).as(queued.body()).isEqualTo(201);
        TestAttempt attempt = node.lease();
        attempt.report(1, 1, 3);
        assertThat(attempt.checkpoint(3, "weights").status()).isEqualTo(201);
        return UUID.fromString(queued.text("/id"));
    }

    private Reply ask(UUID experiment, String what, String body) {
        return laboratory.post("/api/experiments/" + experiment + "/" + what, body.replace('\'', '"'));
    }

    private Future<Reply> asking(UUID experiment, String what, String body) {
        // A node that has just asked for questions is connected.
        assertThat(node.leaseQuestion(0)).isEmpty();
        return askers.submit(() -> ask(experiment, what, body));
    }

    // --- the main path

    @Test
    void logits_come_back_with_the_checkpoint_they_are_of() throws Exception {
        UUID id = trained();
        Future<Reply> reply = asking(id, "logits", "{'text': 'Fi'}");

        TestQuestion question = node.leaseQuestion();
        assertThat(question.lease().experiment()).isEqualTo(id);
        assertThat(question.lease().step()).isEqualTo(3);
        assertThat(question.lease().question()).isEqualTo(new InferenceRequest.Logits("Fi", RoutingMode.TOP_K, true));
        assertThat(question.checkpoint().body()).isEqualTo("weights of " + id);
        assertThat(question.heartbeat().status()).isEqualTo(204);
        assertThat(question.answer(LOGITS).status()).isEqualTo(204);

        Reply answer = reply.get();
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.text("/checkpoint"))
                .isEqualTo(question.lease().checkpoint().id().toString());
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
        Future<Reply> reply = asking(id, "samples", "{'prompt': 'fi\\u0000', 'tokens': 3, 'stop': ['\\n']}");

        TestQuestion question = node.leaseQuestion();
        InferenceRequest.Samples asked =
                (InferenceRequest.Samples) question.lease().question();
        assertThat(asked).isEqualTo(new InferenceRequest.Samples("fi\0", 3, 1, 1, asked.seed(), List.of("\n"), 1));
        question.answer(SAMPLES);

        Reply answer = reply.get();
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("seed").asLong()).isEqualTo(asked.seed());
        assertThat(answer.text("/samples/0/text")).isEqualTo("\0sh");
        assertThat(answer.json().at("/samples/0/depths").toString()).isEqualTo("[1,2,1]");
        assertThat(answer.text("/samples/0/ended")).isEqualTo("length");
        assertThat(answer.json().path("tokensPerSecond").asDouble()).isEqualTo(120.5);
    }

    @Test
    void the_latest_checkpoint_is_asked_unless_another_is_named() throws Exception {
        UUID id = laboratory.queue("two", 10, 0);
        TestAttempt attempt = node.lease();
        attempt.report(1, 1, 6);
        attempt.checkpoint(3, "after 3");
        attempt.checkpoint(6, "after 6");
        String older = laboratory.get("/api/experiments/" + id + "/checkpoints").text("/checkpoints/1/id");

        Future<Reply> latest = asking(id, "logits", "{'text': 'a'}");
        TestQuestion first = node.leaseQuestion();
        assertThat(first.lease().step()).isEqualTo(6);
        first.answer(LOGITS);
        latest.get();
        Future<Reply> named = asking(
                id, "logits", "{'text': 'a', 'routing': 'causal', 'whole': false, 'checkpoint': '" + older + "'}");
        TestQuestion second = node.leaseQuestion();
        assertThat(second.lease().step()).isEqualTo(3);
        assertThat(second.lease().question()).isEqualTo(new InferenceRequest.Logits("a", RoutingMode.CAUSAL, false));
        second.answer(LOGITS);

        assertThat(named.get().text("/checkpoint")).isEqualTo(older);
    }

    @Test
    void a_waiting_node_hears_of_a_question_at_once() throws Exception {
        UUID id = trained();
        Future<TestQuestion> waiting =
                askers.submit(() -> node.leaseQuestion(60).orElseThrow());
        Await.until(() -> connected(), Boolean.TRUE::equals, Duration.ofSeconds(20));
        Future<Reply> reply = askers.submit(() -> ask(id, "logits", "{'text': 'a'}"));

        waiting.get().answer(LOGITS);

        assertThat(reply.get().status()).isEqualTo(200);
    }

    private boolean connected() {
        return laboratory
                .database()
                .sql("select exists (select from answering_node)")
                .query(Boolean.class)
                .single();
    }

    @Test
    void a_node_is_given_the_tokenizer_that_the_spec_names() throws Exception {
        UUID id = trainedWith("words");
        // As many tokens as it likes: the server cannot count them.
        Future<Reply> reply = asking(id, "logits", "{'text': 'the the the the the the the the the'}");

        TestQuestion question = node.leaseQuestion();
        Lease.Blob tokenizer = Objects.requireNonNull(question.lease().tokenizer());
        assertThat(tokenizer.bytes()).isEqualTo(TOKENIZER.length());
        assertThat(question.tokenizer().status()).isEqualTo(200);
        assertThat(question.tokenizer().body()).isEqualTo(TOKENIZER);
        question.answer(new InferenceResult.Refused(
                List.of(new Violation("/text", "has 9 tokens; the model's sequences have 8"))));

        assertThat(reply.get().status()).isEqualTo(422);
        assertThat(reply.get().text("/errors/0/pointer")).isEqualTo("/text");
        assertThat(reply.get().text("/errors/0/detail")).isEqualTo("has 9 tokens; the model's sequences have 8");
        assertThat(question.tokenizer().status()).isEqualTo(409);
    }

    @Test
    void where_the_spec_names_no_tokenizer_of_the_project_there_is_none_to_fetch() throws Exception {
        Future<Reply> reply = asking(trained(), "logits", "{'text': 'a'}");

        TestQuestion question = node.leaseQuestion();

        assertThat(question.lease().tokenizer()).isNull();
        assertThat(question.tokenizer().status()).isEqualTo(404);
        question.answer(LOGITS);
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
        node.leaseQuestion(0);

        Reply reply = ask(id, what, body);

        assertThat(reply.status()).as(reply.body()).isEqualTo(422);
        assertThat(reply.text("/errors/0/pointer")).isEqualTo(pointer);
        assertThat(reply.text("/errors/0/detail")).contains(words);
    }

    @Test
    void an_experiment_without_a_checkpoint_cannot_be_asked() {
        UUID id = laboratory.queue("young", 10, 0);
        node.leaseQuestion(0);

        Reply reply = ask(id, "logits", "{'text': 'a'}");

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.text("/type")).isEqualTo("/problems/no-checkpoint");
    }

    @Test
    void without_a_worker_node_the_answer_comes_at_once_and_says_what_to_do() {
        UUID id = trained();

        Reply reply = ask(id, "logits", "{'text': 'a'}");

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.text("/type")).isEqualTo("/problems/no-worker-node");
        assertThat(reply.text("/detail")).contains("./isobath worker");
        assertThat(reply.headers().firstValue("Retry-After")).hasValue("10");
    }

    @Test
    void only_members_ask() {
        UUID id = trained();
        String path = "/api/experiments/" + id + "/logits";

        assertThat(ask(id, "logits", "{'text': 'a'}").text("/type")).isEqualTo("/problems/no-worker-node");
        assertThat(laboratory
                        .send(
                                laboratory
                                        .request(path)
                                        .header("Content-Type", "application/json")
                                        .POST(HttpRequest.BodyPublishers.ofString("{}")),
                                "isobath_unknown")
                        .status())
                .isEqualTo(401);
        String share = laboratory
                .post("/api/shares", "{\"experiments\": [\"" + id + "\"], \"title\": \"one\"}")
                .text("/token");
        assertThat(laboratory.get("/api/shared/" + share).status()).isEqualTo(200);
        assertThat(laboratory
                        .post("/api/shared/" + share + "/logits", "{\"text\": \"a\"}")
                        .status())
                .isEqualTo(404);
        assertThat(people.member("Grace")
                        .browser()
                        .post(path, "{'text': 'too long for eight tokens'}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void what_only_the_worker_node_can_see_to_be_wrong_is_the_askers_error_too() throws Exception {
        Future<Reply> reply = asking(trained(), "logits", "{'text': 'a', 'routing': 'causal'}");
        node.leaseQuestion()
                .answer(new InferenceResult.Refused(List.of(new Violation("/routing", "nothing was trained for it"))));

        assertThat(reply.get().status()).isEqualTo(422);
        assertThat(reply.get().text("/errors/0/pointer")).isEqualTo("/routing");
    }

    @Test
    void a_computation_that_breaks_off_is_told_with_its_reason() throws Exception {
        Future<Reply> reply = asking(trained(), "samples", "{'prompt': 'a', 'tokens': 3}");
        node.leaseQuestion().answer(new InferenceResult.Failed("its process was killed"));

        assertThat(reply.get().status()).isEqualTo(502);
        assertThat(reply.get().text("/detail"))
                .isEqualTo("worker node 'north' could not answer: its process was killed");
    }

    @Test
    void an_answer_to_another_question_is_no_answer() throws Exception {
        Future<Reply> reply = asking(trained(), "samples", "{'prompt': 'a', 'tokens': 3}");
        node.leaseQuestion().answer(LOGITS);

        assertThat(reply.get().status()).isEqualTo(502);
    }

    // --- leases

    @Test
    void a_question_whose_node_is_silent_goes_to_another_and_the_first_may_not_answer_any_more() throws Exception {
        Future<Reply> reply = asking(trained(), "logits", "{'text': 'a'}");
        TestQuestion first = node.leaseQuestion();
        TestNode south = laboratory.node("south");
        assertThat(south.leaseQuestion(0)).isEmpty();

        expire(first);
        TestQuestion second = south.leaseQuestion();

        assertThat(second.lease().id()).isEqualTo(first.lease().id());
        assertThat(first.heartbeat().status()).isEqualTo(409);
        assertThat(first.checkpoint().status()).isEqualTo(409);
        assertThat(first.answer(new InferenceResult.Failed("late")).status()).isEqualTo(409);
        assertThat(second.answer(LOGITS).status()).isEqualTo(204);
        assertThat(reply.get().status()).isEqualTo(200);
    }

    @Test
    void a_late_answer_counts_while_nobody_else_has_the_question() throws Exception {
        Future<Reply> reply = asking(trained(), "logits", "{'text': 'a'}");
        TestQuestion question = node.leaseQuestion();
        expire(question);

        assertThat(question.answer(LOGITS).status()).isEqualTo(204);
        assertThat(reply.get().status()).isEqualTo(200);
    }

    @Test
    void an_answer_sent_twice_is_taken_once() throws Exception {
        Future<Reply> reply = asking(trained(), "logits", "{'text': 'a'}");
        TestQuestion question = node.leaseQuestion();
        question.answer(LOGITS);

        assertThat(question.answer(new InferenceResult.Failed("the answer to the first call was lost"))
                        .status())
                .isEqualTo(204);
        assertThat(reply.get().status()).isEqualTo(200);
        assertThat(node.leaseQuestion(0)).isEmpty();
    }

    @Test
    void a_question_that_lost_three_nodes_is_not_given_to_a_fourth() {
        UUID id = trained();
        Future<Reply> reply = asking(id, "logits", "{'text': 'a'}");
        expire(node.leaseQuestion());
        expire(node.leaseQuestion());
        TestQuestion last = node.leaseQuestion();
        expire(last);

        assertThat(node.leaseQuestion(0)).isEmpty();
        assertThat(last.answer(LOGITS).status()).isEqualTo(204);
        assertThat(reply).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void a_checkpoint_that_is_gone_when_the_node_comes_for_it_ends_the_waiting() throws Exception {
        UUID id = trained();
        Future<Reply> reply = asking(id, "logits", "{'text': 'a'}");
        TestQuestion question = node.leaseQuestion();
        laboratory
                .database()
                .sql("update question set sha256 = repeat('0', 64) where id = :id")
                .param("id", question.lease().id())
                .update();

        assertThat(question.checkpoint().status()).isEqualTo(409);
        assertThat(reply.get().status()).isEqualTo(409);
        assertThat(reply.get().text("/type")).isEqualTo("/problems/checkpoint-gone");
        assertThat(question.heartbeat().status()).isEqualTo(409);
    }

    @Test
    void a_tokenizer_that_the_store_has_lost_ends_the_waiting() throws Exception {
        Future<Reply> reply = asking(trainedWith("lost"), "logits", "{'text': 'the'}");
        TestQuestion question = node.leaseQuestion();
        laboratory
                .database()
                .sql("update tokenizer set sha256 = repeat('0', 64) where name = 'lost'")
                .update();

        assertThat(question.tokenizer().status()).isEqualTo(409);
        assertThat(reply.get().status()).isEqualTo(502);
        assertThat(reply.get().text("/type")).isEqualTo("/problems/answer-failed");
        assertThat(reply.get().text("/detail")).contains("store has lost the tokenizer");
        assertThat(question.heartbeat().status()).isEqualTo(409);
    }

    @Test
    void a_join_token_leases_and_answers_nothing_and_an_api_token_leases_nothing() throws Exception {
        Future<Reply> reply = asking(trained(), "logits", "{'text': 'a'}");
        TestQuestion question = node.leaseQuestion();
        String path = "/api/worker/questions/";

        assertThat(laboratory
                        .post(path + "lease", "{\"node\": \"n\", \"waitSeconds\": 0}")
                        .status())
                .isEqualTo(401);
        assertThat(laboratory
                        .post(path + question.lease().id() + "/answer", "{\"kind\": \"failed\", \"reason\": \"\"}")
                        .status())
                .isEqualTo(409);
        question.answer(LOGITS);
        assertThat(reply.get().status()).isEqualTo(200);
    }

    @Test
    void old_questions_are_deleted() throws Exception {
        UUID id = trained();
        Future<Reply> reply = asking(id, "logits", "{'text': 'a'}");
        node.leaseQuestion().answer(LOGITS);
        reply.get();
        questions.deleteOld();
        assertThat(count()).isEqualTo(1);

        laboratory
                .database()
                .sql("update question set asked_at = asked_at - interval '16 minutes'")
                .update();
        questions.deleteOld();

        assertThat(count()).isZero();
    }

    private int count() {
        return laboratory
                .database()
                .sql("select count(*) from question")
                .query(Integer.class)
                .single();
    }

    private void expire(TestQuestion question) {
        laboratory
                .database()
                .sql("update question set lease_until = clock_timestamp() - interval '1 second' where id = :id")
                .param("id", question.lease().id())
                .update();
    }
}
