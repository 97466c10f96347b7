package dev.isobath.server.experiments;

import java.time.Duration;

/**
 * Decides what happens after attempts are lost.
 *
 * @param maxConsecutive the most attempts that may be lost in a row without a new checkpoint; after one more the experiment fails
 * @param backoff the pause after the second such loss; it doubles with each further loss
 */
public record LostAttemptPolicy(int maxConsecutive, Duration backoff) {

    private static final Duration MAX_PAUSE = Duration.ofMinutes(5);

    /**
     * Returns the pause before the next attempt. There is none after the first loss, because most losses are caused by the node
     * and another node can start at once.
     */
    public Duration pauseAfter(int losses) {
        if (losses <= 1) {
            return Duration.ZERO;
        }
        Duration pause = backoff.multipliedBy(1L << Math.min(losses - 2, 20));
        return pause.compareTo(MAX_PAUSE) < 0 ? pause : MAX_PAUSE;
    }
}
