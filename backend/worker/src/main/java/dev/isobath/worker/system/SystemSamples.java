package dev.isobath.worker.system;

import dev.isobath.spec.protocol.SystemSample;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Takes a sample every ten seconds while an attempt runs, and keeps the samples until the server has them. While the server is away for
 * long, the oldest ones are dropped.
 */
public final class SystemSamples {

    private static final Duration EVERY = Duration.ofSeconds(10);
    /** The samples of an hour. */
    private static final int MOST = 360;

    private record Taken(long atNanos, SystemSample sample) {}

    private final SystemProbe probe;
    private final Supplier<Optional<ProcessHandle>> process;
    private final Deque<Taken> waiting = new ArrayDeque<>();

    /** @param process the process of the attempt, as soon as there is one */
    public SystemSamples(SystemProbe probe, Supplier<Optional<ProcessHandle>> process) {
        this.probe = probe;
        this.process = process;
    }

    /** Takes samples until the thread is interrupted. */
    public void run() {
        try {
            while (true) {
                Thread.sleep(EVERY);
                take();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes one sample now. */
    void take() {
        SystemSample sample =
                probe.sample(process.get().filter(ProcessHandle::isAlive).orElse(null));
        synchronized (this) {
            waiting.addLast(new Taken(System.nanoTime(), sample));
            while (waiting.size() > MOST) {
                waiting.removeFirst();
            }
        }
    }

    /** Returns the samples that wait, the oldest first, each with its age. They wait until {@link #sent}. */
    public synchronized List<SystemSample> waiting() {
        long now = System.nanoTime();
        List<SystemSample> samples = new ArrayList<>();
        for (Taken taken : waiting) {
            SystemSample sample = taken.sample();
            samples.add(new SystemSample(
                    (now - taken.atNanos()) / 1e9,
                    sample.cpu(),
                    sample.memoryBytes(),
                    sample.processCpu(),
                    sample.processMemoryBytes(),
                    sample.gpu(),
                    sample.gpuMemoryBytes()));
        }
        return samples;
    }

    /** Forgets the oldest samples, which the server has. */
    public synchronized void sent(int count) {
        for (int i = 0; i < count && !waiting.isEmpty(); i++) {
            waiting.removeFirst();
        }
    }
}
