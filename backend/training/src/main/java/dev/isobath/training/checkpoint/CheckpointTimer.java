package dev.isobath.training.checkpoint;

import java.time.Duration;

/** When the next checkpoint is due: at the asked interval, or later where writing one takes so long that it would cost more. */
public final class CheckpointTimer {

    /** Checkpoints may cost at most this share of the time. */
    private static final double SHARE = 0.02;

    private final long intervalNanos;
    private long dueNanos;

    public CheckpointTimer(Duration interval, long nowNanos) {
        intervalNanos = interval.toNanos();
        dueNanos = nowNanos + intervalNanos;
    }

    public boolean due(long nowNanos) {
        return nowNanos - dueNanos >= 0;
    }

    public void taken(long startNanos, long endNanos) {
        dueNanos = endNanos + Math.max(intervalNanos, (long) ((endNanos - startNanos) / SHARE));
    }
}
