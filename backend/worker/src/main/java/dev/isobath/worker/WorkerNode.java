package dev.isobath.worker;

import dev.isobath.worker.attempt.AttemptCommand;
import dev.isobath.worker.attempt.AttemptProcess;
import dev.isobath.worker.connection.CallFailed;
import dev.isobath.worker.inference.InferenceProcess;
import dev.isobath.worker.inference.InferenceSettings;
import dev.isobath.worker.node.HomeFolder;
import dev.isobath.worker.node.Node;
import dev.isobath.worker.node.NodeOptions;
import dev.isobath.worker.node.NodeOptions.WrongUsage;
import dev.isobath.worker.process.JavaCommand;
import dev.isobath.worker.trial.TrialProcess;
import dev.isobath.worker.trial.TrialSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The worker node's program. It runs until it is told to end. */
public final class WorkerNode {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerNode.class);
    private static final int FAILURE = 1;
    private static final int WRONG_USAGE = 2;
    private static final int TOKEN_REFUSED = 3;
    private static final int HOME_TAKEN = 4;

    private WorkerNode() {}

    /** Starts a worker node. {@link NodeOptions#USAGE} lists the options. */
    public static void main(String[] args) throws InterruptedException {
        start(args, new Programs(AttemptProcess.class, InferenceProcess.class, TrialProcess.class));
    }

    /**
     * The main classes of the processes that a node starts.
     *
     * @param attempt of each attempt
     * @param inference of the inference process
     * @param trial of each trial of a tokenizer
     */
    record Programs(Class<?> attempt, Class<?> inference, Class<?> trial) {}

    /** Starts a worker node that runs other programs than the usual ones. */
    static void start(String[] args, Programs programs) throws InterruptedException {
        if (List.of(args).contains("--help")) {
            System.out.print(NodeOptions.USAGE);
            return;
        }
        // The server may have closed a connection that is kept for longer.
        System.setProperty("jdk.httpclient.keepalive.timeout", "10");
        int code = run(args, programs);
        if (code != 0) {
            System.exit(code);
        }
    }

    private static int run(String[] args, Programs programs) throws InterruptedException {
        try {
            NodeOptions options = NodeOptions.parse(args, System.getenv());
            try (HomeFolder home = HomeFolder.take(options.home())) {
                int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / options.slots());
                if (options.until() == NodeOptions.Until.INPUT_CLOSES) {
                    Thread.ofPlatform().daemon().name("input").start(WorkerNode::endWithInput);
                }
                List<String> withheld = List.of(NodeOptions.TOKEN_VARIABLE);
                AttemptCommand attempts = AttemptCommand.usual(
                        new JavaCommand(programs.attempt().getName(), options.javaOptions(), threads, withheld));
                InferenceSettings inference = InferenceSettings.usual(
                        new JavaCommand(programs.inference().getName(), options.javaOptions(), threads, withheld));
                TrialSettings trials = TrialSettings.usual(
                        new JavaCommand(programs.trial().getName(), options.javaOptions(), 1, withheld));
                return run(new Node(options, home, attempts, inference, trials, new Random()), options);
            }
        } catch (WrongUsage wrong) {
            System.err.println(wrong.getMessage() + "\n\n" + NodeOptions.USAGE);
            return WRONG_USAGE;
        } catch (HomeFolder.HomeTaken taken) {
            System.err.println(taken.getMessage());
            return HOME_TAKEN;
        } catch (IOException failed) {
            System.err.println("The worker node cannot use its folder: " + failed);
            return FAILURE;
        }
    }

    private static int run(Node node, NodeOptions options) throws InterruptedException {
        node.announce();
        Thread hook = new Thread(() -> end(node), "end");
        Runtime.getRuntime().addShutdownHook(hook);
        @Nullable CallFailed refusal = node.run();
        if (refusal == null) {
            return 0;
        }
        Runtime.getRuntime().removeShutdownHook(hook);
        if (refusal instanceof CallFailed.Superseded && options.until() == NodeOptions.Until.ATTEMPT_ENDS) {
            LOG.info("The attempt that this node was started for is not wanted any more: {}", refusal.getMessage());
            return 0;
        }
        boolean token = refusal instanceof CallFailed.TokenRefused;
        LOG.error(
                token
                        ? "The server {} refuses this node's token ({}). Give it a valid one with --token-file or {}."
                        : "The server {} refuses this node ({}). Do their versions go together? Option of the token:"
                                + " {}.",
                options.server(),
                refusal.getMessage(),
                NodeOptions.TOKEN_VARIABLE);
        return token ? TOKEN_REFUSED : FAILURE;
    }

    /**
     * Ends the node when its standard input closes. The process that started this node holds the other end, and the operating
     * system closes it however that process ends.
     */
    private static void endWithInput() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException broken) {
            LOG.debug("The input broke off, which is an end too.", broken);
        }
        System.exit(0);
    }

    private static void end(Node node) {
        LOG.info("Told to end: taking no more work and handing back what runs.");
        try {
            LOG.info(node.end() ? "Ended." : "Ended with work left; the next start in this folder hands it back.");
        } catch (InterruptedException impossible) {
            Thread.currentThread().interrupt();
        }
    }
}
