package dev.isobath.spec.protocol;

import dev.isobath.spec.inference.InferenceRequest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Permission to compute the result of one inference request until the lease expires. Every heartbeat renews the lease.
 *
 * @param id the id of the inference request in every later call
 * @param token the bearer token for the calls of this inference request
 * @param step the step after which the checkpoint was taken
 * @param checkpoint the checkpoint whose weights are used
 * @param question the inference request
 * @param leaseSeconds the seconds until the lease expires
 * @param heartbeatSeconds the seconds between two heartbeats
 * @param tokenizer the {@code tokenizer.json} that the experiment's spec names, or null when it names none
 */
public record InferenceLease(
        UUID id,
        String token,
        UUID experiment,
        long step,
        Lease.Blob checkpoint,
        InferenceRequest question,
        int leaseSeconds,
        int heartbeatSeconds,
        Lease.@Nullable Blob tokenizer) {}
