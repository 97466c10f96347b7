package dev.isobath.worker.connection;

import java.time.Duration;

/** How long calls to the server may take. */
public final class CallLimits {

    /** For calls that carry next to nothing, such as heartbeats. */
    public static final Duration SHORT = Duration.ofSeconds(10);

    /** For calls that the server may have to work for. */
    public static final Duration LONG = Duration.ofSeconds(60);

    /** The slowest line that a transfer is waited for. */
    private static final long LEAST_BYTES_PER_SECOND = 100_000;

    private CallLimits() {}

    /** Returns how long a transfer of so many bytes may take. */
    public static Duration transfer(long bytes) {
        return LONG.plusSeconds(bytes / LEAST_BYTES_PER_SECOND);
    }
}
