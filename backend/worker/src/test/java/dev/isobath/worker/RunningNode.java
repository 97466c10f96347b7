package dev.isobath.worker;

import dev.isobath.worker.attempt.AttemptCommand;
import dev.isobath.worker.attempt.AttemptFolder;
import dev.isobath.worker.attempt.HangLimits;
import dev.isobath.worker.attempt.StandInAttempt;
import dev.isobath.worker.connection.CallFailed;
import dev.isobath.worker.inference.InferenceSettings;
import dev.isobath.worker.inference.StandInInference;
import dev.isobath.worker.node.HomeFolder;
import dev.isobath.worker.node.Node;
import dev.isobath.worker.node.NodeOptions;
import dev.isobath.worker.process.JavaCommand;
import dev.isobath.worker.process.ProcessIdentity;
import dev.isobath.worker.trial.StandInTrial;
import dev.isobath.worker.trial.TrialSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A node inside the test's own process. Its attempts are real processes. */
final class RunningNode {

    /** Shorter than usual, and long enough for a machine with much else to do. */
    private static final HangLimits HANG_LIMITS =
            new HangLimits(Duration.ofSeconds(10), Duration.ofMinutes(2), Duration.ofSeconds(12), 20);

    private final HomeFolder home;
    private final Node node;
    private final Thread thread;
    private volatile @Nullable CallFailed refusal;

    private RunningNode(NodeOptions options, Class<?> attemptProgram, InferenceSettings answers, TrialSettings trials)
            throws IOException {
        home = HomeFolder.take(options.home());
        AttemptCommand attempts = new AttemptCommand(
                new JavaCommand(attemptProgram.getName(), options.javaOptions(), 1, List.of()), HANG_LIMITS);
        node = new Node(options, home, attempts, answers, trials, new Random(7));
        thread = Thread.ofPlatform().start(() -> {
            try {
                refusal = node.run();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
    }

    static RunningNode start(URI server, Path home, Class<?> attemptProgram) throws IOException {
        return start(options(server, home, ProtocolServer.NODE_TOKEN), attemptProgram);
    }

    static RunningNode start(NodeOptions options, Class<?> attemptProgram) throws IOException {
        return start(options, attemptProgram, answers(options, StandInInference.class));
    }

    static RunningNode start(NodeOptions options, Class<?> attemptProgram, InferenceSettings answers)
            throws IOException {
        return new RunningNode(options, attemptProgram, answers, trials(options, StandInTrial.class));
    }

    /** Starts a node that tries tokenizers with the given settings. */
    static RunningNode startTrying(NodeOptions options, TrialSettings trials) throws IOException {
        return new RunningNode(options, StandInAttempt.class, answers(options, StandInInference.class), trials);
    }

    static TrialSettings trials(NodeOptions options, Class<?> trialProgram) {
        return TrialSettings.usual(new JavaCommand(trialProgram.getName(), options.javaOptions(), 1, List.of()));
    }

    static InferenceSettings answers(NodeOptions options, Class<?> answerProgram) {
        return InferenceSettings.usual(new JavaCommand(answerProgram.getName(), options.javaOptions(), 1, List.of()));
    }

    static NodeOptions options(URI server, Path home, String token) {
        return new NodeOptions(
                server,
                token,
                "node-under-test",
                home,
                1,
                List.of("cpu"),
                1_000_000_000,
                List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"),
                Duration.ofSeconds(20),
                NodeOptions.Until.SIGNAL);
    }

    /** Returns the options of a node that ends after one attempt. */
    static NodeOptions forOneAttempt(NodeOptions options) {
        return new NodeOptions(
                options.server(),
                options.token(),
                options.name(),
                options.home(),
                options.slots(),
                options.labels(),
                options.cacheBytes(),
                options.javaOptions(),
                options.drain(),
                NodeOptions.Until.ATTEMPT_ENDS);
    }

    /** Ends the node as SIGTERM does. It returns whether everything was handed back in time. */
    boolean end() throws InterruptedException {
        return node.end();
    }

    /** Returns why the server refused the node, once it has ended. */
    @Nullable
    CallFailed awaitRefusal() throws InterruptedException {
        thread.join(Duration.ofSeconds(20));
        return refusal;
    }

    /** Waits for the end of the node, and returns whether it came. */
    boolean awaitEnd() throws InterruptedException {
        return thread.join(Duration.ofSeconds(60));
    }

    /** Returns the process of the running attempt, if there is one. */
    static Stream<ProcessHandle> attemptProcesses(Path home) {
        try (Stream<Path> attempts = Files.list(home.resolve("attempts"))) {
            return attempts.map(AttemptFolder::new).flatMap(RunningNode::process).toList().stream();
        } catch (IOException gone) {
            return Stream.empty();
        }
    }

    private static Stream<ProcessHandle> process(AttemptFolder folder) {
        try {
            return folder.find(folder.process(), ProcessIdentity.class).flatMap(ProcessIdentity::find).stream();
        } catch (IOException gone) {
            return Stream.empty();
        }
    }

    void close() throws IOException, InterruptedException {
        node.end();
        thread.join(Duration.ofSeconds(20));
        home.close();
    }
}
