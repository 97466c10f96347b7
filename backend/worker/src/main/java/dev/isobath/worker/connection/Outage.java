package dev.isobath.worker.connection;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs once that the server is away and once that it is back, however many threads notice. */
public final class Outage {

    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

    /**
     * The number of failed calls before a message. A single failure is often only a kept connection that the other side had
     * closed.
     */
    private static final int FAILURES_BEFORE_MESSAGE = 2;

    private final String server;
    private int failures;
    private long since;

    public Outage(String server) {
        this.server = server;
    }

    synchronized void away(CallFailed.Away failure) {
        failures++;
        if (failures == 1) {
            since = System.nanoTime();
        }
        if (failures == FAILURES_BEFORE_MESSAGE) {
            LOG.warn(
                    "Server {} is away ({}). Training goes on; trying again until it is back.",
                    server,
                    failure.getMessage());
        }
    }

    synchronized void answered() {
        if (failures >= FAILURES_BEFORE_MESSAGE) {
            LOG.info(
                    "Server {} is back after {} s.",
                    server,
                    Duration.ofNanos(System.nanoTime() - since).toSeconds());
        }
        failures = 0;
    }
}
