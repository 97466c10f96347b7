package dev.isobath.server.signals;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.springframework.context.SmartLifecycle;

/**
 * Wakes the long-polling calls that wait on this server when any server sends the signal. It also wakes them when this server
 * stops.
 */
public abstract class LongPollSignal implements SmartLifecycle {

    private static final int MAX_WAIT_SECONDS = 60;
    /** The time after which a waiting call looks again without a signal, because the end of a lease or a back-off sends none. */
    private static final Duration RECHECK = Duration.ofSeconds(1);

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

    /**
     * Takes something for a call that waits until there is something to take, its time is over, its client is gone, or the server stops.
     * The call waits on its virtual thread and holds no database connection meanwhile. Nothing is taken for a client that is gone.
     *
     * @param waitSeconds the time that the client wants to wait
     * @param take takes something in a transaction, or finds nothing
     */
    public final <T> Optional<T> poll(int waitSeconds, ClientConnection client, Supplier<Optional<T>> take)
            throws InterruptedException {
        long until = System.nanoTime()
                + Duration.ofSeconds(Math.clamp(waitSeconds, 0, MAX_WAIT_SECONDS))
                        .toNanos();
        while (true) {
            long since = generation();
            if (client.isClosed()) {
                return Optional.empty();
            }
            Optional<T> taken = take.get();
            long left = until - System.nanoTime();
            if (taken.isPresent() || left <= 0 || !running) {
                return taken;
            }
            await(since, Duration.ofNanos(Math.min(left, RECHECK.toNanos())));
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
