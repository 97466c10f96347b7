package dev.isobath.training.checkpoint;

import java.time.Duration;

/**
 * Decides when the next checkpoint is due: after the given interval, or later where writing a checkpoint takes so long that it
 * would cost more than its share of the time.
 */
public final class CheckpointTimer {

    /** The share of the time that checkpoints may cost at most. */
    private static final double SHARE = 0.02;

    private final long intervalNanos;
    private long dueNanos;

    public CheckpointTimer(Duration interval, long nowNanos) {
        intervalNanos = interval.toNanos();
        dueNanos = nowNanos + intervalNanos;
    }

    /** Returns whether a checkpoint is due. */
    public boolean due(long nowNanos) {
        return nowNanos - dueNanos >= 0;
    }

    /** Notes that a checkpoint was taken, which sets the time of the next one. */
    public void taken(long startNanos, long endNanos) {
        dueNanos = endNanos + Math.max(intervalNanos, (long) ((endNanos - startNanos) / SHARE));
    }
}
