package dev.isobath.server.queue;

import dev.isobath.server.experiments.LostAttemptPolicy;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the queue.
 *
 * @param lease the time for which an attempt may be silent before it counts as lost
 * @param confirmation the time in which the node that was given a lease has to make a call about it
 * @param heartbeat the interval at which an attempt reports that it is alive
 * @param losses the most attempts that may be lost in a row without a new checkpoint; after one more the experiment fails
 * @param backoff the pause after the second such loss; it doubles with each further loss
 * @param checkpointLimit the most bytes of a checkpoint
 */
@ConfigurationProperties("isobath")
record QueueProperties(
        @DefaultValue("30s") Duration lease,
        @DefaultValue("5s") Duration confirmation,
        @DefaultValue("10s") Duration heartbeat,
        @DefaultValue("5") int losses,
        @DefaultValue("2s") Duration backoff,
        @DefaultValue("68719476736") long checkpointLimit) {

    LostAttemptPolicy lostAttemptPolicy() {
        return new LostAttemptPolicy(losses, backoff);
    }
}
