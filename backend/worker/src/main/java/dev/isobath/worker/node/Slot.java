package dev.isobath.worker.node;

import dev.isobath.spec.protocol.Finish;
import dev.isobath.spec.protocol.Lease;
import dev.isobath.worker.attempt.Attempt;
import dev.isobath.worker.attempt.AttemptFolder;
import dev.isobath.worker.attempt.Orders;
import dev.isobath.worker.connection.Backoff;
import dev.isobath.worker.connection.CallFailed;
import dev.isobath.worker.process.OrphanProcess;
import dev.isobath.worker.process.ProcessIdentity;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one lease after the other in its own thread, until the node ends or has done the one attempt that it was started for. */
final class Slot {

    private static final Logger LOG = LoggerFactory.getLogger(Slot.class);
    /** The time in which an orphan has to save a checkpoint and end. After that it counts as hanging. */
    private static final Duration ORPHAN_TIME = Duration.ofSeconds(60);

    private final Node node;
    private final Thread thread;
    /**
     * The back-off after attempts that were lost here. If the machine is at fault, it would otherwise use up the tries of every
     * experiment.
     */
    private final Backoff afterLosses;

    private @Nullable Orders running;
    private boolean ending;

    Slot(Node node, int number) {
        this.node = node;
        this.thread = Thread.ofPlatform().name("slot-" + number).unstarted(this::run);
        this.afterLosses = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), node.random());
    }

    void start() {
        thread.start();
    }

    /** Stops waiting for leases. A running attempt is told to stop and is handed back. */
    synchronized void end() {
        ending = true;
        if (running == null) {
            thread.interrupt();
        } else {
            running.nodeEnds();
        }
    }

    /** Waits for the slot's last attempt. */
    boolean awaitEnd(Duration time) throws InterruptedException {
        // A slot that is told to end before it started does nothing.
        return thread.getState() == Thread.State.NEW || thread.join(time);
    }

    void awaitEnd() throws InterruptedException {
        thread.join();
    }

    private void run() {
        try {
            for (AttemptFolder left = node.takeLeftover(); left != null && !isEnding(); left = node.takeLeftover()) {
                recover(left);
            }
            while (!isEnding()) {
                Optional<Lease> lease = node.lease();
                if (lease.isPresent()) {
                    train(lease.get());
                    if (node.endsAfterAttempt()) {
                        return;
                    }
                }
            }
        } catch (InterruptedException ended) {
            // The node ends.
        } catch (CallFailed refused) {
            node.fail(refused);
        }
    }

    private synchronized boolean isEnding() {
        return ending;
    }

    private void train(Lease lease) throws InterruptedException {
        AttemptFolder folder = node.home().attempt(lease.attempt());
        Optional<Finish.Outcome> outcome = Optional.of(Finish.Outcome.LOST);
        try {
            folder.create(lease);
            Attempt attempt = node.attempt(lease, folder);
            begin(attempt.orders());
            outcome = attempt.train(node.cache(), node.command());
        } catch (IOException broken) {
            LOG.error(
                    "Attempt {} cannot run here: {}. The server gives it to another node once its lease is over.",
                    lease.attempt(),
                    broken.toString());
        } finally {
            finished();
        }
        drop(folder);
        if (outcome.equals(Optional.of(Finish.Outcome.LOST)) && !isEnding() && !node.endsAfterAttempt()) {
            node.rest(afterLosses);
        } else {
            afterLosses.reset();
        }
    }

    private void recover(AttemptFolder folder) throws InterruptedException {
        try {
            Optional<Lease> lease = folder.find(folder.lease(), Lease.class);
            if (lease.isPresent()) {
                awaitOrphan(folder, lease.get().attempt());
                Attempt attempt = node.attempt(lease.get(), folder);
                begin(attempt.orders());
                attempt.recover();
            }
        } catch (IOException damaged) {
            LOG.warn("What is left in {} cannot be used: {}", folder.path(), damaged.getMessage());
        } finally {
            finished();
        }
        drop(folder);
    }

    private static void awaitOrphan(AttemptFolder folder, UUID attempt) throws IOException, InterruptedException {
        Optional<ProcessHandle> orphan =
                folder.find(folder.process(), ProcessIdentity.class).flatMap(ProcessIdentity::find);
        if (orphan.isPresent()) {
            LOG.info(
                    "The process of attempt {} still runs ({}); waiting for its end.",
                    attempt,
                    orphan.get().pid());
            OrphanProcess.end(orphan.get(), ORPHAN_TIME);
        }
    }

    private synchronized void begin(Orders orders) {
        running = orders;
        if (ending) {
            // The order to end came between the lease and here, as an interrupt. Now there is an attempt that can be
            // ended in order.
            Thread.interrupted();
            orders.nodeEnds();
        }
    }

    private synchronized void finished() {
        running = null;
    }

    private static void drop(AttemptFolder folder) {
        try {
            folder.drop();
        } catch (IOException kept) {
            LOG.warn("Cannot delete {}: {}", folder.path(), kept.getMessage());
        }
    }
}
