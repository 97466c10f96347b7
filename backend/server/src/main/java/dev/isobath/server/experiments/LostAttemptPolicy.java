package dev.isobath.server.experiments;

import java.time.Duration;

/**
 * What happens after attempts are lost.
 *
 * @param maxConsecutive losses one after the other without a new checkpoint after which the experiment is given up
 * @param backoff pause before the attempt after the second such loss; it doubles with each
 */
public record LostAttemptPolicy(int maxConsecutive, Duration backoff) {

    private static final Duration MAX_PAUSE = Duration.ofMinutes(5);

    /** The first loss costs no time: most are the node's fault, and the next node is ready. */
    Duration pauseAfter(int losses) {
        if (losses <= 1) {
            return Duration.ZERO;
        }
        Duration pause = backoff.multipliedBy(1L << Math.min(losses - 2, 20));
        return pause.compareTo(MAX_PAUSE) < 0 ? pause : MAX_PAUSE;
    }
}
