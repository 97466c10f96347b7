package dev.isobath.worker;

import dev.isobath.spec.protocol.HeartbeatReply.Action;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is to become of an attempt. Replies of the server and the node's own end come in from several threads; the attempt's
 * process follows at once.
 */
final class Orders {

    private @Nullable Child child;
    private @Nullable String superseded;
    private boolean stop;
    private boolean nodeEnds;
    private boolean checkpointAsked;

    /** From now on orders go to this process; those given before it started are passed on now. */
    synchronized void obeyedBy(Child started) {
        child = started;
        if (superseded != null) {
            started.kill();
        } else if (stop || nodeEnds) {
            started.tell(Command.STOP);
        } else if (checkpointAsked) {
            started.tell(Command.CHECKPOINT);
        }
    }

    synchronized void take(Action action) {
        switch (action) {
            case CONTINUE -> {}
            case CHECKPOINT -> askForCheckpoint();
            case STOP -> {
                if (!stop) {
                    stop = true;
                    tell(Command.STOP);
                }
            }
        }
    }

    /** The server repeats the wish until it has the checkpoint; one is enough. */
    private void askForCheckpoint() {
        if (!checkpointAsked) {
            checkpointAsked = true;
            tell(Command.CHECKPOINT);
        }
    }

    synchronized void checkpointStored() {
        checkpointAsked = false;
    }

    /** The node is shutting down: the attempt stops with a checkpoint and is handed back. */
    synchronized void nodeEnds() {
        if (!nodeEnds) {
            nodeEnds = true;
            tell(Command.STOP);
        }
    }

    /** Someone else has the experiment now: nothing of this attempt counts any more. */
    synchronized void supersede(String reason) {
        if (superseded == null) {
            superseded = reason;
            if (child != null) {
                child.kill();
            }
            notifyAll();
        }
    }

    private void tell(Command command) {
        if (child != null) {
            child.tell(command);
        }
        notifyAll();
    }

    synchronized boolean stopAsked() {
        return stop;
    }

    synchronized boolean isNodeEnding() {
        return nodeEnds;
    }

    synchronized boolean isEnding() {
        return stop || nodeEnds || superseded != null;
    }

    synchronized void checkCurrent() throws CallFailed.Superseded {
        if (superseded != null) {
            throw new CallFailed.Superseded(superseded);
        }
    }

    /** Waits, but not when the attempt has been superseded. */
    synchronized void await(Duration time) throws InterruptedException {
        long deadline = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && superseded == null; left = deadline - System.nanoTime()) {
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
    }
}
