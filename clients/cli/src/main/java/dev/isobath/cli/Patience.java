package dev.isobath.cli;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Looks at a server again and again. A server that is restarted meanwhile is waited for. */
final class Patience {

    private static final Duration LONGEST_ABSENCE = Duration.ofMinutes(5);
    private static final long BETWEEN_LOOKS_MILLIS = 1_500;

    private final Surroundings surroundings;
    private long lastAnswer = System.nanoTime();
    private boolean absent;

    Patience(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Returns what the server answers, or waits until it answers again. */
    <T> T look(Supplier<T> look) throws InterruptedException {
        while (true) {
            try {
                T seen = look.get();
                if (absent) {
                    surroundings.err().println("The server answers again.");
                }
                absent = false;
                lastAnswer = System.nanoTime();
                return seen;
            } catch (UnreachableException e) {
                if (System.nanoTime() - lastAnswer > LONGEST_ABSENCE.toNanos()) {
                    throw e;
                }
                if (!absent) {
                    surroundings.err().println("isobath: " + e.getMessage() + "; waiting for it");
                }
                absent = true;
                pause();
            }
        }
    }

    void pause() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MILLIS);
    }
}
