package dev.isobath.worker;

import dev.isobath.spec.protocol.InferenceLease;
import dev.isobath.spec.protocol.InferenceLeaseRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one question after the other, in its own thread beside the slots, so that a node busy with training answers too. */
final class Answering {

    private static final Logger LOG = LoggerFactory.getLogger(Answering.class);
    /** A server of an older version knows no questions; it may be replaced by a newer one. */
    private static final Duration AFTER_REFUSAL = Duration.ofMinutes(1);

    private final String node;
    private final ServerConnection server;
    private final LongPoll<InferenceLease> poll;
    private final FetchedCheckpoints checkpoints;
    private final DataCache cache;
    private final AnswerChild child;
    private final Outage outage;
    private final RandomGenerator random;
    private final Thread thread;
    private boolean refused;

    Answering(
            NodeOptions options,
            HomeFolder home,
            DataCache cache,
            AnswerSettings settings,
            ServerConnection server,
            Outage outage,
            RandomGenerator random) {
        this.node = options.name();
        this.server = server;
        this.poll = new LongPoll<>(
                server,
                "/api/worker/questions/lease",
                options.token(),
                InferenceLease.class,
                outage,
                Backoff.towardsServer(random));
        this.checkpoints = new FetchedCheckpoints(home.checkpoints());
        this.cache = cache;
        this.child = new AnswerChild(settings, home.path());
        this.outage = outage;
        this.random = random;
        this.thread = Thread.ofPlatform().name("answering").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Drops the question at hand: its lease runs out and another node takes it. */
    void end() throws InterruptedException {
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
                    new QuestionRun(lease.get(), server, checkpoints, cache, child, outage, random).run();
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
