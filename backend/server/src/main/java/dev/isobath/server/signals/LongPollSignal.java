package dev.isobath.server.signals;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.context.SmartLifecycle;

/** Wakes the calls that wait on this server for something, when any server has signalled it; and ends them when it stops. */
public abstract class LongPollSignal implements SmartLifecycle {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition signalled = lock.newCondition();
    private long generation;
    private volatile boolean running;

    /** Wakes at each message of the topic. */
    protected LongPollSignal(SignalBus signals, String topic) {
        signals.listen(topic, _ -> wake());
    }

    /** Take it before looking for something: what is signalled after is then not missed. */
    public final long generation() {
        lock.lock();
        try {
            return generation;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something was signalled since, or the time is up. */
    public final void await(long since, Duration longest) throws InterruptedException {
        lock.lock();
        try {
            long nanos = longest.toNanos();
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
