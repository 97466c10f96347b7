package dev.isobath.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.spec.protocol.Finish;
import dev.isobath.spec.protocol.Finish.Outcome;
import dev.isobath.spec.protocol.HeartbeatReply.Action;
import dev.isobath.spec.protocol.StepReport;
import dev.isobath.worker.ProtocolServer.Fate;
import dev.isobath.worker.ProtocolServer.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process of its own: how it starts, how it ends, and what survives when it is killed. */
class WorkerNodeTest {

    @TempDir
    private Path folder;

    private ProtocolServer server;
    private final List<NodeProgram> started = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        server = new ProtocolServer(Specs.CORPUS);
        Files.writeString(folder.resolve("token"), ProtocolServer.NODE_TOKEN + "\n");
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (NodeProgram program : started) {
            program.process().destroyForcibly();
            program.awaitExit();
        }
        server.close();
    }

    private NodeProgram node(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "--server", server.address().toString(),
                "--token-file", folder.resolve("token").toString(),
                "--home", home().toString(),
                "--java-option", "-XX:TieredStopAtLevel=1"));
        arguments.addAll(List.of(more));
        return program(arguments.toArray(String[]::new));
    }

    private NodeProgram program(String... arguments) throws IOException {
        NodeProgram program = NodeProgram.start(folder, StandInNode.class, arguments);
        started.add(program);
        return program;
    }

    private Path home() {
        return folder.resolve("home");
    }

    private Run offer(String name, long steps) {
        return server.offer(Specs.tiny(name, steps), steps, null);
    }

    private void awaitSteps(Run run, int count) throws InterruptedException {
        server.await(count + " steps", () -> run.steps.size() >= count);
    }

    private static void assertEachStepOnce(Run run, long from, long to) {
        assertThat(run.steps)
                .extracting(StepReport::step)
                .isEqualTo(LongStream.rangeClosed(from, to).boxed().toList());
    }

    @Test
    void wrong_usage_is_explained() throws Exception {
        NodeProgram program = program("--server", "localhost");

        assertThat(program.awaitExit()).isEqualTo(2);
        assertThat(program.printed()).contains("--server needs an address like http://localhost:8080");
    }

    @Test
    void a_refused_token_ends_the_program_with_what_to_do() throws Exception {
        Files.writeString(folder.resolve("token"), "stale");
        NodeProgram program = node();

        assertThat(program.awaitExit()).isEqualTo(3);
        assertThat(program.printed()).contains("refuses this node's token", "--token-file");
    }

    @Test
    void a_second_node_in_the_same_folder_is_refused() throws Exception {
        node();
        server.await("the first node", () -> !server.requests().isEmpty());
        NodeProgram second = node();

        assertThat(second.awaitExit()).isEqualTo(4);
        assertThat(second.printed()).contains("another worker node runs in " + home());
    }

    @Test
    void on_sigterm_the_work_is_handed_back_before_the_end() throws Exception {
        NodeProgram program = node();
        Run run = offer("plain", 100_000);
        awaitSteps(run, 10);
        program.process().destroy();

        assertThat(program.awaitExit()).isEqualTo(143);
        Finish finish = server.awaitFinish(run);
        assertThat(finish.outcome()).isEqualTo(Outcome.LOST);
        assertThat(finish.reason()).isEqualTo("node shut down");
        assertThat(run.checkpoints).containsOnlyKeys(finish.step());
        assertEachStepOnce(run, 1, finish.step());
    }

    @Test
    void a_node_that_must_not_outlive_its_starter_ends_in_order_when_its_input_closes() throws Exception {
        NodeProgram program = node("--until", "input-closes");
        Run run = offer("plain", 100_000);
        awaitSteps(run, 10);
        program.process().getOutputStream().close();

        assertThat(program.awaitExit()).isZero();
        assertThat(server.awaitFinish(run).reason()).isEqualTo("node shut down");
    }

    @Test
    void a_node_told_to_end_while_the_server_is_away_leaves_the_work_to_its_next_start() throws Exception {
        NodeProgram program = node("--drain", "2");
        Run run = offer("plain", 100_000);
        awaitSteps(run, 10);
        server.treat(call -> Fate.DROP);
        program.process().destroy();
        assertThat(program.awaitExit()).isEqualTo(143);
        server.treat(call -> Fate.ANSWER);
        node();

        Finish finish = server.awaitFinish(run);
        assertThat(finish.outcome()).isEqualTo(Outcome.LOST);
        assertEachStepOnce(run, 1, finish.step());
        assertThat(run.checkpoints).containsOnlyKeys(finish.step());
    }

    @Test
    void after_a_kill_the_next_start_ships_what_the_orphan_left_and_hands_the_attempt_back() throws Exception {
        NodeProgram program = node();
        Run run = offer("plain", 100_000);
        awaitSteps(run, 10);
        ProcessHandle orphan = RunningNode.attemptProcesses(home()).findFirst().orElseThrow();
        program.process().destroyForcibly();
        program.awaitExit();
        node();

        Finish finish = server.awaitFinish(run);
        assertThat(orphan.isAlive()).isFalse();
        assertThat(finish.outcome()).isEqualTo(Outcome.LOST);
        assertThat(finish.reason()).contains("node was lost");
        assertEachStepOnce(run, 1, finish.step());
        assertThat(run.checkpoints).containsOnlyKeys(finish.step());

        Run next = server.offer(Specs.tiny("plain", finish.step() + 50), finish.step() + 50, null);
        assertThat(server.awaitFinish(next).outcome()).isEqualTo(Outcome.FINISHED);
    }

    @Test
    void after_a_kill_between_a_batch_and_its_answer_the_same_batch_is_sent_again() throws Exception {
        NodeProgram program = node();
        Run run = offer("plain", 100_000);
        awaitSteps(run, 10);
        server.treat(call -> call.what().equals("reports") ? Fate.LOSE_ANSWER : Fate.ANSWER);
        int before = run.steps.size();
        server.await("a batch without answer", () -> run.steps.size() > before);
        program.process().destroyForcibly();
        program.awaitExit();
        server.treat(call -> Fate.ANSWER);
        node();

        Finish finish = server.awaitFinish(run);
        assertEachStepOnce(run, 1, finish.step());
        assertThat(run.checkpoints).containsOnlyKeys(finish.step());
    }

    @Test
    void a_run_that_was_cancelled_while_its_node_was_dead_ends_as_stopped() throws Exception {
        NodeProgram program = node();
        Run run = offer("plain", 100_000);
        awaitSteps(run, 10);
        program.process().destroyForcibly();
        program.awaitExit();
        server.ask(run, Action.STOP);
        node();

        assertThat(server.awaitFinish(run).outcome()).isEqualTo(Outcome.STOPPED);
    }

    @Test
    void what_was_left_of_an_attempt_that_another_node_has_by_now_is_dropped() throws Exception {
        NodeProgram program = node();
        Run run = offer("plain", 100_000);
        awaitSteps(run, 10);
        program.process().destroyForcibly();
        program.awaitExit();
        server.supersede(run);
        node();

        assertThat(server.awaitFinish(offer("plain", 5)).outcome()).isEqualTo(Outcome.FINISHED);
        assertThat(run.finishes).isEmpty();
        assertThat(home().resolve("attempts").resolve(run.lease.attempt().toString()))
                .doesNotExist();
    }
}
