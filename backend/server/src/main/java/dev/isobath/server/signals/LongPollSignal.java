package dev.isobath.server.signals;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
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

    /** The longest time for which the client of a waiting call is not checked. Nothing is ever taken without a check. */
    private static final Duration CHECK = Duration.ofSeconds(5);
    /**
     * Calls that look at the same time, which leaves connections to the database for others. Waiting calls all wake at once, and most of them
     * find that another has taken what there was.
     */
    private static final int LOOKING = 8;
    /** More kinds than there are in any installation. */
    private static final int KINDS = 1_000;

    /** A look at which a call found nothing for any call of its kind. */
    private record Vain(long generation, long at) {}

    private final ConcurrentMap<Object, Vain> vain = new ConcurrentHashMap<>();
    private final Semaphore looking = new Semaphore(LOOKING, true);
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
     * <p>A call always looks when it comes. When a signal wakes all calls, a few look at a time, and as soon as one finds nothing for any
     * call of its kind, the others of that kind wait on.
     *
     * @param waitSeconds the time that the client wants to wait
     * @param kind equals that of other calls which may take the same things
     * @param check throws an exception when the client may not take anything any more; it is called before each look and every few seconds
     * @param take takes something in a transaction, or finds nothing
     */
    public final <T> Optional<T> poll(
            int waitSeconds, ClientConnection client, Object kind, Runnable check, Supplier<Look<T>> take)
            throws InterruptedException {
        long now = System.nanoTime();
        long until = now
                + Duration.ofSeconds(Math.clamp(waitSeconds, 0, MAX_WAIT_SECONDS))
                        .toNanos();
        long since = generation();
        long checked = now;
        Supplier<Look<T>> checkedTake = () -> {
            check.run();
            return take.get();
        };
        Optional<T> taken = look(kind, since, client, checkedTake);
        while (taken.isEmpty() && running && System.nanoTime() - until < 0 && !client.isClosed()) {
            await(since, Duration.ofNanos(Math.min(until - System.nanoTime(), RECHECK.toNanos())));
            since = generation();
            if (System.nanoTime() - checked > CHECK.toNanos()) {
                checked = System.nanoTime();
                check.run();
            }
            long generation = since;
            if (!wasVain(kind, generation)) {
                checked = System.nanoTime();
                taken = look(
                        kind,
                        generation,
                        client,
                        () -> wasVain(kind, generation) ? Look.nothingForThis() : checkedTake.get());
            }
        }
        return taken;
    }

    private <T> Optional<T> look(Object kind, long since, ClientConnection client, Supplier<Look<T>> take)
            throws InterruptedException {
        looking.acquire();
        try {
            return client.isClosed() ? Optional.empty() : found(kind, since, take);
        } finally {
            looking.release();
        }
    }

    private <T> Optional<T> found(Object kind, long since, Supplier<Look<T>> take) {
        return switch (take.get()) {
            case Look.Taken<T>(T what) -> Optional.of(what);
            case Look.NothingForThis<T> _ -> Optional.empty();
            case Look.NothingForAny<T> _ -> {
                if (vain.size() >= KINDS) {
                    vain.clear();
                }
                vain.put(kind, new Vain(since, System.nanoTime()));
                yield Optional.empty();
            }
        };
    }

    /** Returns whether a call of the same kind has found nothing since the last signal, and not long ago. */
    private boolean wasVain(Object kind, long since) {
        Vain last = vain.get(kind);
        return last != null && last.generation() >= since && System.nanoTime() - last.at() < RECHECK.toNanos();
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
