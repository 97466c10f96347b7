package dev.isobath.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.spec.protocol.Finish;
import dev.isobath.spec.protocol.Finish.Outcome;
import dev.isobath.spec.protocol.HeartbeatReply.Action;
import dev.isobath.spec.protocol.StepReport;
import dev.isobath.training.engine.Processor;
import dev.isobath.worker.ProtocolServer.Call;
import dev.isobath.worker.ProtocolServer.Fate;
import dev.isobath.worker.ProtocolServer.Run;
import dev.isobath.worker.attempt.StandInAttempt;
import dev.isobath.worker.connection.CallFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A node with real attempt processes against a server that may misbehave. */
class NodeTest {

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

    private Run offer(String name, long steps) {
        return server.offer(Specs.tiny(name, steps), steps, null);
    }

    private static List<Long> steps(Run run) {
        return run.steps.stream().map(StepReport::step).toList();
    }

    private static List<Long> oneTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    private void awaitSteps(Run run, int count) throws InterruptedException {
        server.await(count + " steps", () -> run.steps.size() >= count);
    }

    private void awaitNothingLeft() throws InterruptedException {
        server.await("an empty attempts folder", () -> {
            try (var left = Files.list(home.resolve("attempts"))) {
                return left.findAny().isEmpty();
            } catch (IOException beingDeleted) {
                return false;
            }
        });
    }

    @Test
    void a_run_reports_each_step_once_then_its_checkpoint_then_that_it_is_finished() throws Exception {
        Run run = offer("plain", 300);

        Finish finish = server.awaitFinish(run);

        assertThat(finish.outcome()).isEqualTo(Outcome.FINISHED);
        assertThat(finish.step()).isEqualTo(300);
        assertThat(steps(run)).isEqualTo(oneTo(300));
        assertThat(run.steps.getLast().metrics()).containsEntry("tokens_per_second", Double.NaN);
        assertThat(run.checkpoints).containsOnlyKeys(300L);
        assertThat(run.log).contains("standing in for plain from step 0");
        assertThat(run.heartbeats).isPositive();
        assertThat(server.requests().getFirst().node()).isEqualTo("node-under-test");
        assertThat(server.requests().getFirst().description().processorClass())
                .isEqualTo(Processor.inUse().text());
        assertThat(server.calls("reports")).hasSizeLessThan(8);
        awaitNothingLeft();
    }

    @Test
    void the_corpus_is_fetched_once_for_all_attempts_and_again_when_the_copy_is_damaged() throws Exception {
        server.awaitFinish(offer("first", 5));
        server.awaitFinish(offer("second", 5));
        assertThat(server.calls("corpus")).hasSize(1);

        Path copy = home.resolve("corpora").resolve(ProtocolServer.sha256(Specs.CORPUS));
        Files.writeString(copy, "damaged");
        assertThat(server.awaitFinish(offer("third", 5)).outcome()).isEqualTo(Outcome.FINISHED);

        assertThat(server.calls("corpus")).hasSize(2);
        assertThat(copy).hasBinaryContent(Specs.CORPUS);
    }

    @Test
    void a_corpus_that_arrives_damaged_is_not_trained_on_but_fetched_again() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        server.treat(call -> call.what().equals("corpus") && tries.incrementAndGet() < 3 ? Fate.CORRUPT : Fate.ANSWER);

        assertThat(server.awaitFinish(offer("plain", 5)).outcome()).isEqualTo(Outcome.FINISHED);

        assertThat(tries).hasValue(3);
    }

    @Test
    void a_corpus_that_always_arrives_damaged_hands_the_experiment_back() throws Exception {
        server.treat(call -> call.what().equals("corpus") ? Fate.CORRUPT : Fate.ANSWER);

        Finish finish = server.awaitFinish(offer("plain", 5));

        assertThat(finish.outcome()).isEqualTo(Outcome.LOST);
        assertThat(finish.reason()).contains("damaged 5 times");
    }

    @Test
    void a_killed_process_is_reported_at_once_and_the_next_attempt_goes_on_from_the_checkpoint() throws Exception {
        Run first = offer("plain", 1500);
        awaitSteps(first, 50);
        server.ask(first, Action.CHECKPOINT);
        server.await("a checkpoint", () -> !first.checkpoints.isEmpty());
        RunningNode.attemptProcesses(home).forEach(ProcessHandle::destroyForcibly);

        Finish lost = server.awaitFinish(first);
        assertThat(lost.outcome()).isEqualTo(Outcome.LOST);
        assertThat(lost.reason()).contains("killed (signal 9)");
        assertThat(first.log).containsOnlyOnce("standing in for plain from step 0");
        assertThat(lost.log()).isEmpty();
        assertThat(steps(first)).isEqualTo(oneTo(lost.step()));
        long saved = first.checkpoints.lastKey();

        Run second = server.offerAgain(first);
        assertThat(server.awaitFinish(second).outcome()).isEqualTo(Outcome.FINISHED);
        assertThat(steps(second))
                .isEqualTo(LongStream.rangeClosed(saved + 1, 1500).boxed().toList());
    }

    @Test
    void what_was_measured_and_saved_just_before_a_crash_still_arrives() throws Exception {
        Run run = offer("dies", 100);

        Finish finish = server.awaitFinish(run);

        assertThat(finish.outcome()).isEqualTo(Outcome.LOST);
        assertThat(finish.reason()).contains("exit code 7");
        // Each line arrives once: in a batch, or with the finish when no batch carried it.
        assertThat(Stream.concat(run.log.stream(), finish.log().stream())).containsOnlyOnce("about to die");
        assertThat(steps(run)).isEqualTo(oneTo(20));
        assertThat(run.checkpoints).containsOnlyKeys(20L);
    }

    @ParameterizedTest
    @CsvSource({
        "diverges, FAILED, The loss is not a number",
        "untrainable, FAILED, /data/sequenceLength: is longer than the corpus",
        "has no native memory, LOST, The machine has no memory left",
        "has no heap, LOST, Java ran out of memory",
        "has no disk, LOST, No space left on device"
    })
    void the_reason_of_an_end_is_told_in_words(String how, Outcome outcome, String words) throws Exception {
        Finish finish = server.awaitFinish(offer(how, 100));

        assertThat(finish.outcome()).isEqualTo(outcome);
        assertThat(finish.reason()).contains(words);
        // A Java process that runs out of memory ends at once, with unwritten output lost.
        assertThat(finish.step()).isLessThanOrEqualTo(20);
        assertThat(how.equals("has no heap") || finish.step() == 20).isTrue();
    }

    @Test
    void a_flood_of_output_is_cut_and_marked() throws Exception {
        Run run = offer("floods", 30);

        assertThat(server.awaitFinish(run).outcome()).isEqualTo(Outcome.FINISHED);

        assertThat(run.log).anyMatch(line -> line.endsWith("[cut: the line has 2000000 bytes]"));
        assertThat(run.log).anyMatch(line -> line.contains("lines left out"));
        assertThat(String.join("", run.log)).doesNotContain("\0").hasSizeLessThan(600_000);
    }

    @Test
    void while_the_server_is_away_training_goes_on_and_afterwards_everything_arrives_in_order() throws Exception {
        Run run = offer("plain", 1200);
        awaitSteps(run, 10);
        server.treat(call -> call.what().equals("reports") ? Fate.DROP : Fate.BUSY);
        int before = run.steps.size();
        server.await(
                "the process to finish meanwhile",
                () -> RunningNode.attemptProcesses(home).findAny().isEmpty());
        assertThat(run.steps).hasSize(before);
        server.treat(call -> Fate.ANSWER);

        Finish finish = server.awaitFinish(run);

        assertThat(finish.outcome()).isEqualTo(Outcome.FINISHED);
        assertThat(steps(run)).isEqualTo(oneTo(1200));
        assertThat(run.checkpoints).containsOnlyKeys(1200L);
    }

    @Test
    void a_batch_whose_answer_was_lost_is_sent_again_with_the_same_content() throws Exception {
        AtomicInteger batches = new AtomicInteger();
        server.treat(call ->
                call.what().equals("reports") && batches.incrementAndGet() % 2 == 1 ? Fate.LOSE_ANSWER : Fate.ANSWER);
        Run run = offer("plain", 400);

        assertThat(server.awaitFinish(run).outcome()).isEqualTo(Outcome.FINISHED);

        assertThat(steps(run)).isEqualTo(oneTo(400));
        Map<Integer, Long> contents = server.calls("reports").stream()
                .collect(Collectors.groupingBy(
                        call -> new String(call.body(), StandardCharsets.UTF_8).hashCode(), Collectors.counting()));
        assertThat(contents.values()).containsOnly(2L);
    }

    @Test
    void lost_answers_to_an_upload_and_to_the_last_word_do_no_harm() throws Exception {
        AtomicInteger uploads = new AtomicInteger();
        AtomicInteger finishes = new AtomicInteger();
        server.treat(call -> switch (call.what()) {
            case "checkpoints" -> uploads.incrementAndGet() == 1 ? Fate.LOSE_ANSWER : Fate.ANSWER;
            case "finish" -> finishes.incrementAndGet() == 1 ? Fate.LOSE_ANSWER : Fate.ANSWER;
            default -> Fate.ANSWER;
        });
        Run run = offer("plain", 50);

        server.await("the last word twice", () -> run.finishes.size() == 2);

        assertThat(run.finishes.get(0)).isEqualTo(run.finishes.get(1));
        assertThat(run.checkpoints).containsOnlyKeys(50L);
        awaitNothingLeft();
    }

    @Test
    void a_heartbeat_that_hears_of_the_attempts_end_does_not_call_off_the_repeat_of_a_last_word() throws Exception {
        AtomicInteger finishes = new AtomicInteger();
        server.treat(call -> call.what().equals("finish") && finishes.incrementAndGet() == 1
                ? Fate.LOSE_ANSWER_AFTER_A_HEARTBEAT
                : Fate.ANSWER);
        Run run = offer("plain", 5);

        server.await("the last word twice", () -> run.finishes.size() == 2);

        assertThat(run.finishes.get(0)).isEqualTo(run.finishes.get(1));
        awaitNothingLeft();
    }

    @Test
    void a_cancel_stops_the_process_with_a_checkpoint_of_its_last_step() throws Exception {
        Run run = offer("plain", 100_000);
        awaitSteps(run, 10);
        long before = run.steps.size();
        server.ask(run, Action.STOP);

        Finish finish = server.awaitFinish(run);

        assertThat(finish.outcome()).isEqualTo(Outcome.STOPPED);
        // About a second passes until the answer to the next report says so: some 250 steps, more on a busy machine.
        assertThat(finish.step()).isBetween(before, before + 1500);
        assertThat(steps(run)).isEqualTo(oneTo(finish.step()));
        assertThat(run.checkpoints).containsOnlyKeys(finish.step());
    }

    @Test
    void an_attempt_that_is_somebody_elses_now_is_killed_and_forgotten() throws Exception {
        Run run = offer("deaf", 100_000);
        awaitSteps(run, 10);
        ProcessHandle process = RunningNode.attemptProcesses(home).findFirst().orElseThrow();
        server.supersede(run);

        server.await("the process to be gone", () -> !process.isAlive());
        awaitNothingLeft();

        assertThat(run.finishes).isEmpty();
        assertThat(server.awaitFinish(offer("plain", 5)).outcome()).isEqualTo(Outcome.FINISHED);
    }

    /** Nothing of the attempt is left to be sent, so no other call finds out. */
    @Test
    void an_attempt_that_hangs_and_is_somebody_elses_now_says_no_last_word() throws Exception {
        Run run = offer("hangs", 100_000);
        awaitSteps(run, 20);
        server.supersede(run);

        awaitNothingLeft();

        assertThat(run.finishes).isEmpty();
    }

    @Test
    void downloads_that_a_killed_node_left_are_deleted_when_it_starts_again() throws Exception {
        node.close();
        Path part = Files.writeString(home.resolve("corpora").resolve("abc.1.part"), "half a corpus");
        Path checkpoint = Files.writeString(home.resolve("checkpoints").resolve("def.2.part"), "half of one");
        Path whole = Files.writeString(home.resolve("corpora").resolve("abc"), "a corpus");

        node = RunningNode.start(server.address(), home, StandInAttempt.class);

        assertThat(part).doesNotExist();
        assertThat(checkpoint).doesNotExist();
        assertThat(whole).exists();
    }

    // --- processes that hang

    private static void stop(ProcessHandle process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private ProcessHandle process() {
        return RunningNode.attemptProcesses(home).findFirst().orElseThrow();
    }

    @Test
    void a_process_that_was_stopped_is_noticed_and_ended_and_the_node_says_that_it_did_it() throws Exception {
        Run run = offer("plain", 100_000);
        awaitSteps(run, 10);
        ProcessHandle process = process();
        stop(process);

        Finish finish = server.awaitFinish(run);

        assertThat(finish.outcome()).isEqualTo(Outcome.LOST);
        assertThat(finish.reason())
                .startsWith("The worker node ended the attempt's process, which had stopped")
                .doesNotContain("memory");
        assertThat(process.isAlive()).isFalse();
        assertThat(server.awaitFinish(offer("plain", 5)).outcome())
                .as("the slot is free again")
                .isEqualTo(Outcome.FINISHED);
    }

    @Test
    void training_that_hangs_is_noticed_by_the_pauses_between_its_own_steps() throws Exception {
        Run run = offer("hangs", 100_000);

        Finish finish = server.awaitFinish(run);

        assertThat(finish.outcome()).isEqualTo(Outcome.LOST);
        assertThat(finish.reason()).contains("because its training hung").contains("the longest pause before was");
        assertThat(steps(run)).isEqualTo(oneTo(20));
    }

    @Test
    void a_cancel_of_a_stopped_process_blames_nothing_but_the_stop() throws Exception {
        Run run = offer("plain", 100_000);
        awaitSteps(run, 10);
        stop(process());
        server.ask(run, Action.STOP);

        Finish finish = server.awaitFinish(run);

        assertThat(finish.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(finish.reason())
                .startsWith("Stopped as asked. The worker node ended the attempt's process, which had stopped");
    }

    @Test
    void the_heart_beats_while_a_checkpoint_upload_does_not_get_through() throws Exception {
        server.treat(call -> call.what().equals("checkpoints") ? Fate.BUSY : Fate.ANSWER);
        Run run = offer("plain", 20);
        server.await("an upload", () -> !server.calls("checkpoints").isEmpty());
        long before = run.heartbeats;

        server.await("more heartbeats", () -> run.heartbeats >= before + 2);
        assertThat(run.finishes).isEmpty();
        server.treat(call -> Fate.ANSWER);

        assertThat(server.awaitFinish(run).outcome()).isEqualTo(Outcome.FINISHED);
    }

    @Test
    void a_node_that_is_told_to_end_hands_its_work_back_with_a_checkpoint() throws Exception {
        Run run = offer("plain", 100_000);
        awaitSteps(run, 10);

        assertThat(node.end()).isTrue();

        Finish finish = run.finishes.getFirst();
        assertThat(finish.outcome()).isEqualTo(Outcome.LOST);
        assertThat(finish.reason()).isEqualTo("node shut down");
        assertThat(run.checkpoints).containsOnlyKeys(finish.step());
        assertThat(steps(run)).isEqualTo(oneTo(finish.step()));
    }

    @Test
    void a_node_for_one_attempt_ends_after_it_and_asks_for_nothing_else() throws Exception {
        node.close();
        int questions = server.calls("question-lease").size();
        int trials = server.calls("trial-lease").size();
        offer("only", 5);
        offer("never", 5);
        node = RunningNode.start(
                RunningNode.forOneAttempt(
                        RunningNode.options(server.address(), home.resolve("one-attempt"), ProtocolServer.NODE_TOKEN)),
                StandInAttempt.class);

        assertThat(node.awaitEnd()).isTrue();

        assertThat(node.awaitRefusal()).isNull();
        assertThat(server.calls("finish")).hasSize(1);
        assertThat(server.calls("question-lease")).hasSizeLessThanOrEqualTo(questions);
        assertThat(server.calls("trial-lease")).hasSizeLessThanOrEqualTo(trials);
    }

    @Test
    void a_checkpoint_that_is_asked_for_is_taken_once_and_training_goes_on() throws Exception {
        Run run = offer("plain", 1000);
        awaitSteps(run, 10);
        server.ask(run, Action.CHECKPOINT);

        assertThat(server.awaitFinish(run).outcome()).isEqualTo(Outcome.FINISHED);

        // There may be a third, where an answer from before the upload is read after it.
        assertThat(run.checkpoints).hasSizeBetween(2, 3).containsKey(1000L);
    }

    @Test
    void a_node_whose_token_is_refused_ends_and_says_so() throws Exception {
        node.close();
        node = RunningNode.start(RunningNode.options(server.address(), home, "wrong"), StandInAttempt.class);

        assertThat(node.awaitRefusal()).isInstanceOf(CallFailed.TokenRefused.class);
    }

    @Test
    void a_lease_is_asked_for_patiently_while_the_server_is_away() throws Exception {
        server.treat(call -> Fate.BUSY);
        int before = server.calls("lease").size();
        server.await("several tries", () -> server.calls("lease").size() >= before + 3);
        server.treat(call -> Fate.ANSWER);

        assertThat(server.awaitFinish(offer("plain", 5)).outcome()).isEqualTo(Outcome.FINISHED);
    }

    @Test
    void a_refused_attempt_token_ends_the_attempt_and_not_the_node() throws Exception {
        Run run = offer("plain", 100_000);
        awaitSteps(run, 10);
        server.treat(call -> isOf(run, call) ? Fate.DENY : Fate.ANSWER);
        awaitNothingLeft();

        assertThat(server.awaitFinish(offer("plain", 5)).outcome()).isEqualTo(Outcome.FINISHED);
    }

    private static boolean isOf(Run run, Call call) {
        return run.lease.attempt().equals(call.attempt());
    }
}
