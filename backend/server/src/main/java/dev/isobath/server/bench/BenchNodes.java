package dev.isobath.server.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Worker nodes that make one call after the other until they are closed. A call that fails is made again after a moment. */
final class BenchNodes implements AutoCloseable {

    private static final long PAUSE_MILLIS = 500;

    /** A call that is made again whatever it brings. */
    interface Call {
        void make() throws IOException, InterruptedException;
    }

    /** A call that is made again until it returns true. */
    interface LastCall {
        boolean make() throws IOException, InterruptedException;
    }

    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final Consumer<IOException> failures;

    BenchNodes() {
        this(_ -> {});
    }

    /** Makes nodes that tell somebody of each call that fails. */
    BenchNodes(Consumer<IOException> failures) {
        this.failures = failures;
    }

    void start(Call call) {
        startUntil(() -> {
            call.make();
            return false;
        });
    }

    void startUntil(LastCall call) {
        threads.add(Thread.ofVirtual().start(() -> {
            try {
                boolean done = false;
                while (!done) {
                    done = make(call);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    private boolean make(LastCall call) throws InterruptedException {
        try {
            return call.make();
        } catch (IOException failure) {
            failures.accept(failure);
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            return false;
        }
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
