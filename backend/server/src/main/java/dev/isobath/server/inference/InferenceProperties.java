package dev.isobath.server.inference;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * The settings of inference. {@code @Name} gives the name of a setting where it differs from that of the component.
 *
 * @param timeout the time that a user's call waits for the result
 * @param lease the time for which a worker node may be silent before another node is given the request
 * @param heartbeat the interval at which a worker node reports that it still works on the request
 * @param connectedWithin the time since its last call for a request within which a worker node counts as connected; nodes call
 *     every 20 seconds
 * @param retention the time for which a request is kept after it was made
 * @param maxPending the most requests that may wait for a result at a time, over all experiments
 */
@ConfigurationProperties("isobath.questions")
record InferenceProperties(
        @Name("patience") @DefaultValue("60s") Duration timeout,
        @DefaultValue("10s") Duration lease,
        @DefaultValue("3s") Duration heartbeat,
        @Name("seen") @DefaultValue("45s") Duration connectedWithin,
        @Name("kept") @DefaultValue("15m") Duration retention,
        @Name("open") @DefaultValue("50") int maxPending) {}
