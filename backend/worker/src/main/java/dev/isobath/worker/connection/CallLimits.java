package dev.isobath.worker.connection;

import java.time.Duration;

/** The time limits of calls to the server. */
public final class CallLimits {

    /** The limit for small calls, such as heartbeats. */
    public static final Duration SHORT = Duration.ofSeconds(10);

    /** The limit for calls that take the server some work. */
    public static final Duration LONG = Duration.ofSeconds(60);

    /** The lowest rate that a transfer may have. */
    private static final long LEAST_BYTES_PER_SECOND = 100_000;

    private CallLimits() {}

    /** Returns how long a transfer of that many bytes may take. */
    public static Duration transfer(long bytes) {
        return LONG.plusSeconds(bytes / LEAST_BYTES_PER_SECOND);
    }
}
