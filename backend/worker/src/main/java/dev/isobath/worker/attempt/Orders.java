package dev.isobath.worker.attempt;

import dev.isobath.spec.protocol.HeartbeatReply.Action;
import dev.isobath.worker.connection.LeaseGuard;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The orders for an attempt. They come from replies of the server and from the end of the node, in several threads. The attempt's
 * process is told at once.
 */
public final class Orders {

    private static final String OTHER_NODE =
            "The worker node ended the attempt's process, because the lease is not its own any more.";

    private final LeaseGuard lease;
    private @Nullable TrainingProcess child;
    private boolean stop;
    private boolean nodeEnds;
    private boolean checkpointAsked;

    /**
     * Makes the orders of one attempt.
     *
     * @param lease the guard of the lease; when the lease is superseded, the attempt's process is killed
     */
    Orders(LeaseGuard lease) {
        this.lease = lease;
        lease.onSuperseded(this::kill);
    }

    LeaseGuard lease() {
        return lease;
    }

    /** Passes orders to this process from now on. Orders that came before it started are passed on at once. */
    synchronized void attach(TrainingProcess started) {
        child = started;
        if (lease.isSuperseded()) {
            started.kill(OTHER_NODE);
        } else if (stop || nodeEnds) {
            started.tell(ProcessCommand.STOP);
        } else if (checkpointAsked) {
            started.tell(ProcessCommand.CHECKPOINT);
        }
    }

    synchronized void take(Action action) {
        switch (action) {
            case CONTINUE -> {}
            case CHECKPOINT -> askForCheckpoint();
            case STOP -> {
                if (!stop) {
                    stop = true;
                    tell(ProcessCommand.STOP);
                }
            }
        }
    }

    /** Asks for a checkpoint. The server repeats the request until it has the checkpoint, and one command is enough. */
    private void askForCheckpoint() {
        if (!checkpointAsked) {
            checkpointAsked = true;
            tell(ProcessCommand.CHECKPOINT);
        }
    }

    synchronized void checkpointStored() {
        checkpointAsked = false;
    }

    /** Notes that the node is shutting down. The attempt stops with a checkpoint and is handed back. */
    public synchronized void nodeEnds() {
        if (!nodeEnds) {
            nodeEnds = true;
            tell(ProcessCommand.STOP);
        }
    }

    private synchronized void kill() {
        if (child != null) {
            child.kill(OTHER_NODE);
        }
    }

    private void tell(ProcessCommand command) {
        if (child != null) {
            child.tell(command);
        }
    }

    /** Returns the attempt's process, once it has started. */
    synchronized Optional<ProcessHandle> process() {
        return Optional.ofNullable(child).map(TrainingProcess::handle);
    }

    synchronized boolean stopAsked() {
        return stop;
    }

    synchronized boolean isNodeEnding() {
        return nodeEnds;
    }

    synchronized boolean isEnding() {
        return stop || nodeEnds || lease.isSuperseded();
    }
}
