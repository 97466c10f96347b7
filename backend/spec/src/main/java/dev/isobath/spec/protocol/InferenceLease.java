package dev.isobath.spec.protocol;

import dev.isobath.spec.inference.InferenceRequest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Permission to answer one question until the lease runs out; every heartbeat renews it.
 *
 * @param id names the question in every later call
 * @param token bearer token of this question's calls
 * @param step the step the checkpoint was taken after
 * @param checkpoint whose weights are asked
 * @param tokenizer the {@code tokenizer.json} that the experiment's spec names, or null where it names none
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
