package dev.isobath.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.spec.protocol.TrialResult;
import dev.isobath.worker.ProtocolServer.Fate;
import dev.isobath.worker.ProtocolServer.Run;
import dev.isobath.worker.ProtocolTrials.Asked;
import dev.isobath.worker.attempt.StandInAttempt;
import dev.isobath.worker.node.NodeOptions;
import dev.isobath.worker.trial.StandInTrial;
import dev.isobath.worker.trial.TrialSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A node that tries tokenizers, with real processes that use no library. */
class TrialTest {

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

    private Asked ask(String content) {
        return server.trials.ask(content.getBytes(StandardCharsets.UTF_8), 17);
    }

    private TrialResult result(String content) throws InterruptedException {
        return server.trials.awaitResult(ask(content));
    }

    /** Returns the process that tried a good file. */
    private long tried(String content) throws InterruptedException {
        TrialResult result = result(content);
        assertThat(result).isInstanceOf(TrialResult.Usable.class);
        TrialResult.Usable usable = (TrialResult.Usable) result;
        assertThat(usable.vocabulary()).isEqualTo(17);
        assertThat(usable.texts()).containsExactly(new TrialResult.TriedText("content", content.length(), 0, 0, true));
        return Long.parseLong(usable.library());
    }

    @Test
    void each_tokenizer_is_tried_in_a_process_of_its_own_that_ends() throws Exception {
        List<Long> processes = List.of(tried("one"), tried("two"));

        assertThat(processes)
                .doesNotHaveDuplicates()
                .doesNotContain(ProcessHandle.current().pid());
        server.trials.await(
                "their end",
                () -> processes.stream()
                        .allMatch(process -> ProcessHandle.of(process)
                                .filter(ProcessHandle::isAlive)
                                .isEmpty()));
    }

    @Test
    void a_node_whose_only_slot_trains_tries_tokenizers_too() throws Exception {
        Run run = server.offer(Specs.tiny("plain", 100_000), 100_000, null);
        server.await("steps", () -> !run.steps.isEmpty());

        tried("beside it");

        assertThat(run.finishes).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            abort           | The tokenizers library ended with SIGABRT: the map has a hole
            fill the heap   | The trial ran out of memory: the file takes more than a trial has on this worker node.
            fill the memory | The trial ran out of memory: the file takes more than a trial has on this worker node.
            refused         | It is no good.
            """)
    void how_the_process_of_a_trial_ends_is_a_verdict_and_the_next_trial_is_made(String content, String reason)
            throws Exception {
        TrialResult result = result(content);

        assertThat(result).isInstanceOf(TrialResult.Unusable.class);
        assertThat(((TrialResult.Unusable) result).reason()).isEqualTo(reason);
        tried("good");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            killed     | The process of the trial was killed (signal 9): by a person, or by the system because memory ran out.
            no library | The tokenizers library cannot be loaded: not here
            """)
    void what_may_be_the_fault_of_the_node_is_no_verdict(String content, String reason) throws Exception {
        assertThat(result(content)).isEqualTo(new TrialResult.Failed(reason));
    }

    private void restart(Duration processorTime, Duration longest) throws IOException, InterruptedException {
        node.close();
        NodeOptions options = RunningNode.options(server.address(), home, ProtocolServer.NODE_TOKEN);
        TrialSettings usual = RunningNode.trials(options, StandInTrial.class);
        node = RunningNode.startTrying(
                options, new TrialSettings(usual.command(), processorTime, longest, usual.memoryBytes()));
    }

    @Test
    void a_trial_that_computes_for_ever_is_ended_by_the_time_it_computes() throws Exception {
        restart(Duration.ofSeconds(3), Duration.ofDays(1));

        TrialResult result = result("compute for ever");

        assertThat(result).isInstanceOf(TrialResult.Unusable.class);
        assertThat(((TrialResult.Unusable) result).reason())
                .startsWith("The trial took longer than 3 s of processor time.");
        tried("good");
    }

    @Test
    void a_trial_that_waits_for_ever_is_ended_by_the_clock() throws Exception {
        restart(Duration.ofDays(1), Duration.ofSeconds(3));

        TrialResult result = result("wait for ever");

        assertThat(result).isInstanceOf(TrialResult.Unusable.class);
        assertThat(((TrialResult.Unusable) result).reason()).isEqualTo("The trial took longer than 3 s.");
    }

    @Test
    void a_trial_of_a_tokenizer_that_is_deleted_ends_and_the_next_one_begins() throws Exception {
        Asked hanging = ask("wait for ever");
        server.trials.await("a heartbeat", () -> hanging.heartbeats > 0);
        server.trials.delete(hanging);

        tried("good");

        assertThat(hanging.results).isEmpty();
    }

    @Test
    void a_node_that_is_told_to_end_drops_its_trial_and_says_nothing_about_the_file() throws Exception {
        Asked hanging = ask("wait for ever");
        server.trials.await("a heartbeat", () -> hanging.heartbeats > 0);

        node.close();

        assertThat(hanging.results).isEmpty();
        assertThat(server.calls("trial-result")).isEmpty();
    }

    @Test
    void the_process_of_a_killed_node_ends_by_itself_and_another_node_tries_the_file() throws Exception {
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
        Asked hanging = ask("compute for ever");
        server.trials.await("a heartbeat", () -> hanging.heartbeats > 0);
        Optional<ProcessHandle> trial = program.process()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(StandInTrial.class.getName()))
                .findFirst();
        assertThat(trial).isPresent();

        program.process().destroyForcibly();
        program.awaitExit();

        server.trials.await("its end", () -> !trial.get().isAlive());
        assertThat(hanging.results).isEmpty();
        restart(Duration.ofSeconds(2), Duration.ofDays(1));
        assertThat(server.trials.awaitResult(hanging)).isInstanceOf(TrialResult.Unusable.class);
    }

    @Test
    void a_result_whose_acknowledgement_was_lost_is_sent_again() throws Exception {
        server.treat(call -> call.what().equals("trial-result")
                        && server.calls("trial-result").size() < 2
                ? Fate.LOSE_ANSWER
                : Fate.ANSWER);
        Asked asked = ask("good");

        server.trials.await("the second", () -> asked.results.size() == 2);

        assertThat(asked.results.get(1)).isEqualTo(asked.results.get(0));
    }

    @Test
    void a_server_that_knows_no_trials_does_not_end_the_node() throws Exception {
        server.treat(call -> call.what().equals("trial-lease") ? Fate.DENY : Fate.ANSWER);
        node.close();
        node = RunningNode.start(server.address(), home, StandInAttempt.class);

        assertThat(server.awaitFinish(server.offer(Specs.tiny("plain", 10), 10, null))
                        .step())
                .isEqualTo(10);
    }
}
