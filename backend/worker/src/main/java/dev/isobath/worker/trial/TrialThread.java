package dev.isobath.worker.trial;

import dev.isobath.spec.protocol.TrialLease;
import dev.isobath.spec.protocol.TrialLeaseRequest;
import dev.isobath.worker.connection.Backoff;
import dev.isobath.worker.connection.CallFailed;
import dev.isobath.worker.connection.LongPoll;
import dev.isobath.worker.connection.Outage;
import dev.isobath.worker.connection.ServerConnection;
import dev.isobath.worker.downloads.DataCache;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries one tokenizer after the other, in its own thread beside the slots, so that a node busy with training does it too. */
public final class TrialThread {

    private static final Logger LOG = LoggerFactory.getLogger(TrialThread.class);
    /** A server of an older version knows no trials; it may be replaced by a newer one. */
    private static final Duration AFTER_REFUSAL = Duration.ofMinutes(1);

    private final String node;
    private final ServerConnection server;
    private final LongPoll<TrialLease> poll;
    private final Path folder;
    private final DataCache cache;
    private final TrialSettings settings;
    private final Outage outage;
    private final RandomGenerator random;
    private final Thread thread;
    private @Nullable TrialChild child;
    private boolean refused;

    /**
     * Prepares the thread.
     *
     * @param node the name of this node
     * @param token the join token of this node
     * @param folder where the process of a trial writes its log
     */
    public TrialThread(
            String node,
            String token,
            Path folder,
            DataCache cache,
            TrialSettings settings,
            ServerConnection server,
            Outage outage,
            RandomGenerator random) {
        this.node = node;
        this.server = server;
        this.poll = new LongPoll<>(
                server, "/api/worker/trials/lease", token, TrialLease.class, outage, Backoff.towardsServer(random));
        this.folder = folder;
        this.cache = cache;
        this.settings = settings;
        this.outage = outage;
        this.random = random;
        this.thread = Thread.ofPlatform().name("trying").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Drops the trial at hand: its lease runs out and another node takes it. */
    public void end() throws InterruptedException {
        thread.interrupt();
        synchronized (this) {
            if (child != null) {
                child.kill();
            }
        }
        thread.join();
    }

    private void run() {
        try {
            while (true) {
                Optional<TrialLease> lease = lease();
                if (lease.isPresent()) {
                    new TrialRun(lease.get(), server, cache, next(), outage, random).run();
                }
            }
        } catch (InterruptedException ended) {
            // The node ends.
        }
    }

    private synchronized TrialChild next() {
        child = new TrialChild(settings, folder);
        return child;
    }

    private Optional<TrialLease> lease() throws InterruptedException {
        try {
            Optional<TrialLease> lease = poll.ask(new TrialLeaseRequest(node, LongPoll.WAIT_SECONDS));
            refused = false;
            return lease;
        } catch (CallFailed refusal) {
            if (!refused) {
                LOG.info(
                        "The server has no tokenizers to try for this node ({}); asking again each minute.",
                        refusal.getMessage());
            }
            refused = true;
            Thread.sleep(AFTER_REFUSAL);
            return Optional.empty();
        }
    }
}
