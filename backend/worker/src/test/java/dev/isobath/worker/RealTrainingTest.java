package dev.isobath.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isobath.spec.protocol.CorpusStatistics;
import dev.isobath.spec.protocol.Finish;
import dev.isobath.spec.protocol.Finish.Outcome;
import dev.isobath.spec.protocol.HeartbeatReply.Action;
import dev.isobath.spec.protocol.StepReport;
import dev.isobath.worker.ProtocolServer.Run;
import dev.isobath.worker.attempt.AttemptProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** A node whose attempts really train a very small model. */
class RealTrainingTest {

    private static final int STEPS = 1000;

    @TempDir
    private Path home;

    private ProtocolServer server;
    private RunningNode node;

    @BeforeEach
    void start() throws IOException {
        server = new ProtocolServer(Specs.CORPUS);
        node = RunningNode.start(server.address(), home, AttemptProcess.class);
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        node.close();
        server.close();
    }

    private Run offer(long steps) {
        return server.offer(Specs.tiny("tiny", steps), steps, null);
    }

    private static Map<Long, Double> losses(List<StepReport> steps) {
        return steps.stream()
                .collect(Collectors.toMap(
                        StepReport::step, step -> step.metrics().getOrDefault("train_loss", Double.NaN)));
    }

    @Test
    void a_run_killed_in_the_middle_and_continued_has_the_curve_of_one_never_stopped() throws Exception {
        Run whole = offer(STEPS);
        Finish finish = server.awaitFinish(whole);
        assertThat(finish.outcome()).as(finish.reason()).isEqualTo(Outcome.FINISHED);
        assertThat(whole.steps)
                .extracting(StepReport::step)
                .isEqualTo(LongStream.rangeClosed(1, STEPS).boxed().toList());
        assertThat(whole.steps.getLast().metrics()).containsKey("val_loss");
        assertThat(whole.checkpoints).containsKey((long) STEPS);
        assertThat(whole.log)
                .as("a log without warnings of the library about a GPU that nobody asked for")
                .isNotEmpty()
                .noneMatch(line -> line.contains("CudaUtils"));

        Run first = offer(STEPS);
        server.await("steps", () -> !first.steps.isEmpty());
        server.ask(first, Action.CHECKPOINT);
        server.await("a checkpoint", () -> !first.checkpoints.isEmpty());
        RunningNode.attemptProcesses(home).forEach(ProcessHandle::destroyForcibly);
        assertThat(server.awaitFinish(first).outcome()).isEqualTo(Outcome.LOST);

        long saved = first.checkpoints.lastKey();
        assertThat(saved).isLessThan(STEPS);
        Run second = server.offerAgain(first);
        assertThat(server.awaitFinish(second).outcome()).isEqualTo(Outcome.FINISHED);

        assertThat(second.steps.getFirst().step()).isEqualTo(saved + 1);
        List<StepReport> kept = Stream.concat(
                        first.steps.stream().filter(step -> step.step() <= saved), second.steps.stream())
                .toList();
        assertThat(losses(kept)).containsExactlyInAnyOrderEntriesOf(losses(whole.steps));
        assertThat(tensors(second)).isEqualTo(tensors(whole));
    }

    @Test
    void a_damaged_checkpoint_is_called_that_so_that_the_server_examines_it() throws Exception {
        Run whole = offer(4);
        assertThat(server.awaitFinish(whole).outcome()).isEqualTo(Outcome.FINISHED);
        byte[] damaged = Objects.requireNonNull(whole.checkpoints.get(4L)).clone();
        damaged[damaged.length - 3] ^= 1;
        whole.checkpoints.put(4L, damaged);

        Finish finish = server.awaitFinish(server.offerAgain(whole));

        assertThat(finish.outcome()).isEqualTo(Outcome.LOST);
        assertThat(finish.reason()).contains("its numbers do not match their checksum");
        assertThat(finish.checkpointDamaged()).isTrue();
    }

    /**
     * Returns the weights and moments of the last checkpoint, without the file's header, which also has the time that training
     * took.
     */
    private static byte[] tensors(Run run) {
        byte[] file = Objects.requireNonNull(run.checkpoints.get((long) STEPS));
        long header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
        return Arrays.copyOfRange(file, Math.toIntExact(Long.BYTES + header), file.length);
    }

    /** The second run is killed too, after it began with the checkpoint of the first, and goes on from a checkpoint of its own. */
    @Test
    void a_run_that_goes_on_from_another_ones_checkpoint_ends_with_the_weights_of_one_asked_for_all_steps()
            throws Exception {
        ObjectNode constant = Specs.tiny("tiny", STEPS);
        constant.withObject("/training")
                .put("warmup", 0)
                .put("finalLearningRate", 1)
                .put("evaluateEvery", 100);
        Run whole = server.offer(constant, STEPS, null);
        assertThat(server.awaitFinish(whole).outcome()).isEqualTo(Outcome.FINISHED);

        ObjectNode half = constant.deepCopy();
        half.withObject("/training").putObject("budget").put("steps", STEPS / 2);
        Run first = server.offer(half, STEPS / 2, null);
        assertThat(server.awaitFinish(first).outcome()).isEqualTo(Outcome.FINISHED);

        ObjectNode rest = constant.deepCopy();
        rest.withObject("/training")
                .putObject("startFrom")
                .put("experiment", first.lease.experiment().toString())
                .put("step", STEPS / 2)
                .put("state", "all");
        Run second = server.offerStart(rest, STEPS, first);
        server.await("steps", () -> !second.steps.isEmpty());
        server.ask(second, Action.CHECKPOINT);
        server.await("a checkpoint", () -> !second.checkpoints.isEmpty());
        RunningNode.attemptProcesses(home).forEach(ProcessHandle::destroyForcibly);
        assertThat(server.awaitFinish(second).outcome()).isEqualTo(Outcome.LOST);
        long saved = second.checkpoints.lastKey();
        Run third = server.offerAgain(second);
        Finish finish = server.awaitFinish(third);
        assertThat(finish.outcome()).as(finish.reason()).isEqualTo(Outcome.FINISHED);

        assertThat(second.steps.getFirst().step()).isEqualTo(STEPS / 2 + 1);
        assertThat(third.steps.getFirst().step()).isEqualTo(saved + 1);
        assertThat(losses(third.steps))
                .isEqualTo(losses(
                        whole.steps.stream().filter(step -> step.step() > saved).toList()));
        assertThat(tensors(third)).isEqualTo(tensors(whole));
    }

    @Test
    void a_cancel_stops_training_with_a_checkpoint() throws Exception {
        Run run = offer(1_000_000);
        server.await("steps", () -> !run.steps.isEmpty());
        server.ask(run, Action.STOP);

        Finish finish = server.awaitFinish(run);

        assertThat(finish.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(run.checkpoints.lastKey()).isEqualTo(finish.step());
        assertThat(run.steps.getLast().step()).isEqualTo(finish.step());
    }

    @Test
    void documents_and_a_tokenizer_of_the_project_are_fetched_and_their_tokens_kept() throws Exception {
        byte[] documents = "1100\tone\n2200\ttwo\n1100\tthree\n".getBytes(StandardCharsets.UTF_8);
        ObjectNode spec = Specs.tiny("words", 20);
        spec.withObject("/data").put("tokenizer", "words").put("vocabulary", Specs.WORDS_VOCABULARY);
        spec.withObject("/data").put("validationFraction", 0.25);
        // The tokenizer knows nine of the twelve tokens of a sentence.
        spec.withObject("/data").put("allowUnknown", true);

        Run run = server.offer(spec, 20, null, documents, Specs.WORDS);
        Finish finish = server.awaitFinish(run);

        assertThat(finish.outcome()).as(finish.reason()).isEqualTo(Outcome.FINISHED);
        assertThat(run.steps.getLast().metrics()).containsKeys("epochs", "val_loss");
        assertThat(run.steps.getLast().metrics().get("epochs")).isEqualTo(20 * 2 * 16 / trainingTokens());
        CorpusStatistics statistics = Objects.requireNonNull(run.corpus);
        assertThat(statistics.trainingTokens()).isEqualTo((long) trainingTokens());
        assertThat(statistics.specialTokens()).isEqualTo(3);
        assertThat(statistics.unknownShare()).isCloseTo(0.25, within(0.002));
        try (Stream<Path> kept = Files.list(home.resolve("corpora"))) {
            assertThat(kept.map(file -> file.getFileName().toString()))
                    .contains(ProtocolServer.sha256(documents), ProtocolServer.sha256(Specs.WORDS))
                    .anyMatch(name -> name.startsWith(ProtocolServer.sha256(Specs.CORPUS)) && name.endsWith(".tokens"));
        }
    }

    /** Returns the number of training tokens of 60 sentences of 55 bytes and 12 tokens, with the ends of two documents. */
    private static double trainingTokens() {
        return 60 * 12 + 2;
    }

    @Test
    void a_corpus_too_short_for_the_spec_fails_the_experiment_with_the_reason() throws Exception {
        server.close();
        node.close();
        server = new ProtocolServer(new byte[] {'a', 'b', 'c'});
        node = RunningNode.start(server.address(), home, AttemptProcess.class);

        Finish finish = server.awaitFinish(offer(10));

        assertThat(finish.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(finish.reason()).contains("/data/");
    }
}
