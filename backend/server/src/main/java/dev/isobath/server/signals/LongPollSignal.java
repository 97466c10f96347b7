package dev.isobath.server.signals;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.context.SmartLifecycle;

/**
 * Wakes the long-polling calls that wait on this server when any server sends the signal. It also wakes them when this server
 * stops.
 */
public abstract class LongPollSignal implements SmartLifecycle {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition signalled = lock.newCondition();
    private long generation;
    private volatile boolean running;

    /** Makes a signal that wakes the calls at each message of the topic. */
    protected LongPollSignal(SignalBus signals, String topic) {
        signals.listen(topic, _ -> wake());
    }

    /**
     * Returns the number of signals so far. A call takes it before it reads the database, so that it does not miss a later
     * signal.
     */
    public final long generation() {
        lock.lock();
        try {
            return generation;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a signal comes after the given generation, the time is over, or the server stops. */
    public final void await(long since, Duration timeout) throws InterruptedException {
        lock.lock();
        try {
            long nanos = timeout.toNanos();
            while (generation == since && running && nanos > 0) {
                nanos = signalled.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        lock.lock();
        try {
            generation++;
            signalled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public final void start() {
        running = true;
    }

    @Override
    public final void stop() {
        running = false;
        wake();
    }

    @Override
    public final boolean isRunning() {
        return running;
    }
}
