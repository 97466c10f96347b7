package dev.isobath.worker.connection;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The waiting times between tries. They double each time up to a limit, and they are jittered so that a thousand nodes do not
 * come back at once.
 */
public final class Backoff {

    private final Duration first;
    private final Duration most;
    private final RandomGenerator random;
    private int failures;

    public Backoff(Duration first, Duration most, RandomGenerator random) {
        this.first = first;
        this.most = most;
        this.random = random;
    }

    /** Returns the back-off for calls to the server: from a quarter of a second up to 15 seconds. */
    public static Backoff towardsServer(RandomGenerator random) {
        return new Backoff(Duration.ofMillis(250), Duration.ofSeconds(15), random);
    }

    /** Returns the next waiting time. It is random, between half of the doubled time and all of it. */
    public Duration next() {
        long limit = Math.min(most.toMillis(), first.toMillis() << Math.min(failures, 20));
        failures++;
        return Duration.ofMillis(limit / 2 + random.nextLong(limit / 2 + 1));
    }

    public void reset() {
        failures = 0;
    }
}
