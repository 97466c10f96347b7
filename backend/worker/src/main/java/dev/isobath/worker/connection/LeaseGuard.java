package dev.isobath.worker.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Knows whether a lease is still this node's. When the server has given the work to another node, the lease is superseded. Then
 * waiting threads are woken and listeners are called.
 */
public final class LeaseGuard {

    private final List<Runnable> listeners = new ArrayList<>();
    private @Nullable String superseded;

    /** Calls the listener when the lease is superseded, or now if it is already. */
    public void onSuperseded(Runnable listener) {
        synchronized (this) {
            if (superseded == null) {
                listeners.add(listener);
                return;
            }
        }
        listener.run();
    }

    /** Notes that another node has the work now, so that nothing of this lease counts any more. */
    public void supersede(String reason) {
        List<Runnable> told;
        synchronized (this) {
            if (superseded != null) {
                return;
            }
            superseded = reason;
            told = List.copyOf(listeners);
            notifyAll();
        }
        told.forEach(Runnable::run);
    }

    public synchronized boolean isSuperseded() {
        return superseded != null;
    }

    /**
     * Checks that the lease is still this node's.
     *
     * @throws CallFailed.Superseded when the lease is superseded
     */
    public synchronized void checkCurrent() throws CallFailed.Superseded {
        if (superseded != null) {
            throw new CallFailed.Superseded(superseded);
        }
    }

    /** Waits for the given time. It returns at once when the lease is superseded. */
    public synchronized void await(Duration time) throws InterruptedException {
        long deadline = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && superseded == null; left = deadline - System.nanoTime()) {
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
    }
}
