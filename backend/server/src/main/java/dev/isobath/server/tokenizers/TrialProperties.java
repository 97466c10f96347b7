package dev.isobath.server.tokenizers;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the trials of tokenizers.
 *
 * @param lease the time for which a worker node may be silent before another node is given the trial
 * @param heartbeat the interval at which a worker node reports that it still works on the trial
 * @param pause the time before a trial without a verdict is given to a node again
 * @param connectedWithin the time since its last call for a trial within which a worker node counts as connected; nodes call every
 *     20 seconds
 * @param maxLeases how many nodes may begin a trial and give no verdict
 */
@ConfigurationProperties("isobath.trials")
record TrialProperties(
        @DefaultValue("15s") Duration lease,
        @DefaultValue("4s") Duration heartbeat,
        @DefaultValue("10s") Duration pause,
        @DefaultValue("45s") Duration connectedWithin,
        @DefaultValue("3") int maxLeases) {

    /** Returns a time as PostgreSQL reads it. */
    static String interval(Duration duration) {
        return duration.toMillis() + " milliseconds";
    }
}
