package dev.isobath.server.queue;

import dev.isobath.server.experiments.LostAttemptPolicy;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How patient the queue is.
 *
 * @param lease how long an attempt may be silent before it is taken for lost
 * @param heartbeat how often it says that it is alive
 * @param losses attempts lost in a row without a new checkpoint after which an experiment has failed
 * @param backoff pause after the second such loss, doubled with each
 * @param checkpointLimit largest checkpoint taken, in bytes
 */
@ConfigurationProperties("isobath")
record QueueProperties(
        @DefaultValue("30s") Duration lease,
        @DefaultValue("10s") Duration heartbeat,
        @DefaultValue("5") int losses,
        @DefaultValue("2s") Duration backoff,
        @DefaultValue("68719476736") long checkpointLimit) {

    LostAttemptPolicy lossPolicy() {
        return new LostAttemptPolicy(losses, backoff);
    }
}
