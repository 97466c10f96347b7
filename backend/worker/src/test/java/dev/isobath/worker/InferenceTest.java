package dev.isobath.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.spec.Violation;
import dev.isobath.spec.inference.InferenceRequest;
import dev.isobath.spec.inference.InferenceResult;
import dev.isobath.spec.inference.RoutingMode;
import dev.isobath.worker.ProtocolInference.Asked;
import dev.isobath.worker.ProtocolServer.Fate;
import dev.isobath.worker.ProtocolServer.Run;
import dev.isobath.worker.attempt.StandInAttempt;
import dev.isobath.worker.inference.InferenceSettings;
import dev.isobath.worker.inference.StandInInference;
import dev.isobath.worker.node.NodeOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A node that serves inference requests, with a real process that computes nothing. */
class InferenceTest {

    private static final byte[] WEIGHTS = "weights".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path home;

    private ProtocolServer server;
    private RunningNode node;

    @BeforeEach
    void start() throws IOException {
        server = new ProtocolServer(Specs.CORPUS);
        node = RunningNode.start(server.address(), home, StandInAttempt.class);
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        node.close();
        server.close();
    }

    private Asked ask(byte[] checkpoint) {
        return server.inference.ask(checkpoint, new InferenceRequest.Samples("a", 3, 1, 1, 7, List.of(), 1));
    }

    private Asked logits(String text) {
        return server.inference.ask(WEIGHTS, new InferenceRequest.Logits(text, RoutingMode.TOP_K, true));
    }

    /** The numbers that {@link StandInInference} reports about itself. */
    private record Told(long process, int count, int loads, String checkpoint) {}

    private Told told(Asked asked) throws InterruptedException {
        InferenceResult answer = server.inference.awaitAnswer(asked);
        assertThat(answer).isInstanceOf(InferenceResult.Samples.class);
        String[] words =
                ((InferenceResult.Samples) answer).samples().getFirst().text().split(" ", 4);
        return new Told(Long.parseLong(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2]), words[3]);
    }

    @Test
    void one_process_answers_one_question_after_the_other_and_keeps_the_checkpoint() throws Exception {
        Told first = told(ask(WEIGHTS));
        Told second = told(ask(WEIGHTS));

        assertThat(first).isEqualTo(new Told(first.process(), 1, 1, "weights"));
        assertThat(second).isEqualTo(new Told(first.process(), 2, 1, "weights"));
        assertThat(server.calls("question-checkpoint")).hasSize(1);
        assertThat(first.process()).isNotEqualTo(ProcessHandle.current().pid());
    }

    @Test
    void a_node_whose_slots_all_train_answers_too() throws Exception {
        Run run = server.offer(Specs.tiny("plain", 100_000), 100_000, null);
        server.await("steps", () -> !run.steps.isEmpty());

        assertThat(told(ask(WEIGHTS)).checkpoint()).isEqualTo("weights");

        assertThat(run.finishes).isEmpty();
    }

    @Test
    void the_last_two_checkpoints_are_kept_and_a_damaged_one_is_fetched_again() throws Exception {
        for (String content : List.of("one", "two", "three")) {
            assertThat(told(ask(content.getBytes(StandardCharsets.UTF_8))).checkpoint())
                    .isEqualTo(content);
        }
        try (Stream<Path> kept = Files.list(home.resolve("checkpoints"))) {
            assertThat(kept.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(sha256("two"), sha256("three"));
        }
        node.close();
        Files.writeString(home.resolve("checkpoints").resolve(sha256("three")), "damaged");
        node = RunningNode.start(server.address(), home, StandInAttempt.class);

        assertThat(told(ask("three".getBytes(StandardCharsets.UTF_8))).checkpoint())
                .isEqualTo("three");
        assertThat(server.calls("question-checkpoint")).hasSize(4);
    }

    private static String sha256(String content) {
        return ProtocolServer.sha256(content.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void the_tokenizer_that_a_question_needs_is_fetched_once_and_kept_beside_those_of_attempts() throws Exception {
        byte[] tokenizer = "scissors".getBytes(StandardCharsets.UTF_8);
        InferenceRequest request = new InferenceRequest.Samples("a", 3, 1, 1, 7, List.of(), 1);

        for (int i = 0; i < 2; i++) {
            assertThat(told(server.inference.ask(WEIGHTS, tokenizer, request)).checkpoint())
                    .isEqualTo("weights cut by scissors");
        }

        assertThat(server.calls("question-tokenizer")).hasSize(1);
        assertThat(home.resolve("corpora").resolve(sha256("scissors"))).hasContent("scissors");
    }

    @Test
    void a_tokenizer_that_was_damaged_meanwhile_is_fetched_again() throws Exception {
        byte[] tokenizer = "scissors".getBytes(StandardCharsets.UTF_8);
        Files.writeString(home.resolve("corpora").resolve(sha256("scissors")), "scissor?");

        Told told = told(
                server.inference.ask(WEIGHTS, tokenizer, new InferenceRequest.Samples("a", 3, 1, 1, 7, List.of(), 1)));

        assertThat(told.checkpoint()).isEqualTo("weights cut by scissors");
    }

    @ParameterizedTest
    @CsvSource({
        "crash, The answering process crashed in native code (signal 6).",
        "break, The computation broke off: the matrix has a hole",
        "fill the heap, Java ran out of memory in the answering process"
    })
    void a_computation_that_breaks_off_is_told_and_the_next_question_is_answered(String how, String words)
            throws Exception {
        InferenceResult answer = server.inference.awaitAnswer(logits(how));

        assertThat(answer).isInstanceOf(InferenceResult.Failed.class);
        assertThat(((InferenceResult.Failed) answer).reason()).contains(words);
        assertThat(told(ask(WEIGHTS)).checkpoint()).isEqualTo("weights");
    }

    @Test
    void a_question_that_is_wrong_for_the_checkpoint_is_refused_with_the_field() throws Exception {
        assertThat(server.inference.awaitAnswer(logits("wrong")))
                .isEqualTo(new InferenceResult.Refused(List.of(new Violation("/text", "is no good"))));
    }

    @Test
    void more_logits_than_an_answer_can_have_are_refused_and_the_likely_tokens_are_not() throws Exception {
        InferenceResult whole = server.inference.awaitAnswer(logits("large vocabulary"));
        InferenceResult likely = server.inference.awaitAnswer(server.inference.ask(
                WEIGHTS, new InferenceRequest.Logits("large vocabulary", RoutingMode.TOP_K, false)));

        assertThat(whole).isInstanceOf(InferenceResult.Refused.class);
        assertThat(((InferenceResult.Refused) whole).violations())
                .extracting(Violation::pointer, Violation::message)
                .singleElement()
                .asString()
                .contains("/whole", "2097152 numbers", "at most 1048576");
        assertThat(likely).isInstanceOf(InferenceResult.Logits.class);
    }

    @Test
    void a_routing_map_that_is_larger_than_an_answer_can_be_is_refused() throws Exception {
        InferenceResult small = server.inference.awaitAnswer(map("1000"));
        InferenceResult large = server.inference.awaitAnswer(map("349526"));

        assertThat(small).isInstanceOf(InferenceResult.RoutingMap.class);
        assertThat(((InferenceResult.RoutingMap) small).tokens()).hasSize(1000);
        assertThat(large).isInstanceOf(InferenceResult.Refused.class);
        assertThat(((InferenceResult.Refused) large).violations())
                .extracting(Violation::pointer, Violation::message)
                .singleElement()
                .asString()
                .contains("/text", "of 349526 tokens in 1 blocks", "at most 2097152");
    }

    private Asked map(String text) {
        return server.inference.ask(WEIGHTS, new InferenceRequest.RoutingMap(text, RoutingMode.TOP_K));
    }

    @Test
    void a_computation_nobody_waits_for_any_more_is_killed() throws Exception {
        Told before = told(ask(WEIGHTS));
        Asked hanging = logits("hang");
        server.inference.await("a heartbeat", () -> hanging.heartbeats > 0);
        server.inference.cancel(hanging);

        Told after = told(ask(WEIGHTS));

        assertThat(after.process()).isNotEqualTo(before.process());
        assertThat(ProcessHandle.of(before.process()).filter(ProcessHandle::isAlive))
                .isEmpty();
        assertThat(hanging.answers).isEmpty();
    }

    /** Starts the node again with other time limits. */
    private void restart(Duration idle, Duration longest) throws IOException, InterruptedException {
        node.close();
        NodeOptions options = RunningNode.options(server.address(), home, ProtocolServer.NODE_TOKEN);
        InferenceSettings usual = RunningNode.answers(options, StandInInference.class);
        node = RunningNode.start(options, StandInAttempt.class, new InferenceSettings(usual.command(), idle, longest));
    }

    @Test
    void a_process_that_hangs_is_killed() throws Exception {
        restart(Duration.ofMinutes(2), Duration.ofSeconds(3));

        assertThat(server.inference.awaitAnswer(logits("hang")))
                .isEqualTo(new InferenceResult.Failed("it took more than 3 s"));
    }

    @Test
    void a_process_that_is_idle_ends() throws Exception {
        restart(Duration.ZERO, Duration.ofMinutes(2));
        Told told = told(ask(WEIGHTS));

        server.inference.await(
                "the process to end",
                () -> ProcessHandle.of(told.process())
                        .filter(ProcessHandle::isAlive)
                        .isEmpty());
    }

    @Test
    void an_answer_whose_acknowledgement_was_lost_is_sent_again() throws Exception {
        server.treat(call -> call.what().equals("question-answer")
                        && server.calls("question-answer").size() < 2
                ? Fate.LOSE_ANSWER
                : Fate.ANSWER);
        Asked asked = ask(WEIGHTS);

        server.inference.await("the second", () -> asked.answers.size() == 2);

        assertThat(asked.answers.get(1)).isEqualTo(asked.answers.get(0));
    }

    @Test
    void a_server_that_is_busy_for_a_while_still_gets_the_answer() throws Exception {
        server.treat(call -> call.what().startsWith("question-") ? Fate.BUSY : Fate.ANSWER);
        Asked asked = ask(WEIGHTS);
        server.await("a try", () -> server.calls("question-lease").size() > 1);
        server.treat(call -> Fate.ANSWER);

        assertThat(told(asked).checkpoint()).isEqualTo("weights");
    }

    @Test
    void the_process_ends_with_its_node() throws Exception {
        Told told = told(ask(WEIGHTS));
        Optional<ProcessHandle> process = ProcessHandle.of(told.process());

        node.close();

        server.inference.await(
                "its end", () -> process.filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void the_process_of_a_killed_node_ends_by_itself_even_while_it_computes() throws Exception {
        node.close();
        Path folder = Files.createDirectories(home.resolve("program"));
        Files.writeString(folder.resolve("token"), ProtocolServer.NODE_TOKEN);
        NodeProgram program = NodeProgram.start(
                folder,
                StandInNode.class,
                "--server",
                server.address().toString(),
                "--token-file",
                folder.resolve("token").toString(),
                "--home",
                folder.resolve("home").toString());
        Told told = told(ask(WEIGHTS));
        Asked hanging = logits("hang");
        server.inference.await("a heartbeat", () -> hanging.heartbeats > 0);
        ProcessHandle process = ProcessHandle.of(told.process()).orElseThrow();

        program.process().destroyForcibly();
        program.awaitExit();

        server.inference.await("its end", () -> !process.isAlive());
    }

    @Test
    void a_server_that_knows_no_questions_does_not_end_the_node() throws Exception {
        server.treat(call -> call.what().equals("question-lease") ? Fate.DENY : Fate.ANSWER);
        node.close();
        node = RunningNode.start(server.address(), home, StandInAttempt.class);

        assertThat(server.awaitFinish(server.offer(Specs.tiny("plain", 10), 10, null))
                        .step())
                .isEqualTo(10);
    }
}
