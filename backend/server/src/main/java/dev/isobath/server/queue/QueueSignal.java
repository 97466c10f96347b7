package dev.isobath.server.queue;

import dev.isobath.server.experiments.ExperimentSignals;
import dev.isobath.server.signals.Signals;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Wakes the calls that wait for work, on this server, when any server has queued some; and ends them when it stops. */
@Component
class QueueSignal implements SmartLifecycle {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private long generation;
    private volatile boolean running;

    QueueSignal(Signals signals) {
        signals.listen(ExperimentSignals.QUEUED, _ -> wake());
    }

    /** Take it before looking for work: what is queued after is then not missed. */
    long generation() {
        lock.lock();
        try {
            return generation;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something was queued since, or the time is up. */
    void await(long since, Duration longest) throws InterruptedException {
        lock.lock();
        try {
            long nanos = longest.toNanos();
            while (generation == since && running && nanos > 0) {
                nanos = moved.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        lock.lock();
        try {
            generation++;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        wake();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** The time a call may wait on its own: what becomes due by back-off sends no signal. */
    static Duration recheck() {
        return Duration.ofSeconds(1);
    }
}
