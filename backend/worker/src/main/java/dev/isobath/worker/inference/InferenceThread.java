package dev.isobath.worker.inference;

import dev.isobath.spec.protocol.InferenceLease;
import dev.isobath.spec.protocol.InferenceLeaseRequest;
import dev.isobath.worker.connection.Backoff;
import dev.isobath.worker.connection.CallFailed;
import dev.isobath.worker.connection.LongPoll;
import dev.isobath.worker.connection.Outage;
import dev.isobath.worker.connection.ServerConnection;
import dev.isobath.worker.downloads.CheckpointCache;
import dev.isobath.worker.downloads.DataCache;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one question after the other, in its own thread beside the slots, so that a node busy with training answers too. */
public final class InferenceThread {

    private static final Logger LOG = LoggerFactory.getLogger(InferenceThread.class);
    /** A server of an older version knows no questions; it may be replaced by a newer one. */
    private static final Duration AFTER_REFUSAL = Duration.ofMinutes(1);

    private final String node;
    private final ServerConnection server;
    private final LongPoll<InferenceLease> poll;
    private final CheckpointCache checkpoints;
    private final DataCache cache;
    private final InferenceChild child;
    private final Outage outage;
    private final RandomGenerator random;
    private final Thread thread;
    private boolean refused;

    /**
     * Prepares the thread.
     *
     * @param node the name of this node
     * @param token the join token of this node
     * @param folder where the inference process writes its log
     * @param checkpoints where fetched checkpoints are kept
     */
    public InferenceThread(
            String node,
            String token,
            Path folder,
            Path checkpoints,
            DataCache cache,
            InferenceSettings settings,
            ServerConnection server,
            Outage outage,
            RandomGenerator random) {
        this.node = node;
        this.server = server;
        this.poll = new LongPoll<>(
                server,
                "/api/worker/questions/lease",
                token,
                InferenceLease.class,
                outage,
                Backoff.towardsServer(random));
        this.checkpoints = new CheckpointCache(checkpoints);
        this.cache = cache;
        this.child = new InferenceChild(settings, folder);
        this.outage = outage;
        this.random = random;
        this.thread = Thread.ofPlatform().name("answering").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Drops the question at hand: its lease runs out and another node takes it. */
    public void end() throws InterruptedException {
        thread.interrupt();
        child.kill();
        thread.join();
        child.kill();
    }

    private void run() {
        try {
            while (true) {
                Optional<InferenceLease> lease = lease();
                if (lease.isPresent()) {
                    new InferenceRun(lease.get(), server, checkpoints, cache, child, outage, random).run();
                } else {
                    child.endIfIdle();
                }
            }
        } catch (InterruptedException ended) {
            // The node ends.
        }
    }

    private Optional<InferenceLease> lease() throws InterruptedException {
        try {
            Optional<InferenceLease> lease = poll.ask(new InferenceLeaseRequest(node, LongPoll.WAIT_SECONDS));
            refused = false;
            return lease;
        } catch (CallFailed refusal) {
            if (!refused) {
                LOG.info(
                        "The server has no questions for this node ({}); asking again each minute.",
                        refusal.getMessage());
            }
            refused = true;
            Thread.sleep(AFTER_REFUSAL);
            return Optional.empty();
        }
    }
}
