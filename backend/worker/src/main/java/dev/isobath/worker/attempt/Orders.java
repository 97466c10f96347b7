package dev.isobath.worker.attempt;

import dev.isobath.spec.protocol.HeartbeatReply.Action;
import dev.isobath.worker.connection.LeaseGuard;
import org.jspecify.annotations.Nullable;

/**
 * What is to become of an attempt. Replies of the server and the node's own end come in from several threads; the attempt's
 * process follows at once.
 */
public final class Orders {

    private final LeaseGuard lease;
    private @Nullable TrainingProcess child;
    private boolean stop;
    private boolean nodeEnds;
    private boolean checkpointAsked;

    /** @param lease when it is superseded, the attempt's process is killed */
    Orders(LeaseGuard lease) {
        this.lease = lease;
        lease.onSuperseded(this::kill);
    }

    LeaseGuard lease() {
        return lease;
    }

    /** From now on orders go to this process; those given before it started are passed on now. */
    synchronized void obeyedBy(TrainingProcess started) {
        child = started;
        if (lease.isSuperseded()) {
            started.kill();
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

    /** The server repeats the wish until it has the checkpoint; one is enough. */
    private void askForCheckpoint() {
        if (!checkpointAsked) {
            checkpointAsked = true;
            tell(ProcessCommand.CHECKPOINT);
        }
    }

    synchronized void checkpointStored() {
        checkpointAsked = false;
    }

    /** The node is shutting down: the attempt stops with a checkpoint and is handed back. */
    public synchronized void nodeEnds() {
        if (!nodeEnds) {
            nodeEnds = true;
            tell(ProcessCommand.STOP);
        }
    }

    private synchronized void kill() {
        if (child != null) {
            child.kill();
        }
    }

    private void tell(ProcessCommand command) {
        if (child != null) {
            child.tell(command);
        }
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
