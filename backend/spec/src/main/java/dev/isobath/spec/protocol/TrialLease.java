package dev.isobath.spec.protocol;

import java.util.UUID;

/**
 * Permission to try one {@code tokenizer.json} until the lease expires. Every heartbeat renews the lease.
 *
 * @param id the id of the trial in every later call
 * @param token the bearer token for the calls of this trial
 * @param tokenizer the {@code tokenizer.json}
 * @param vocabulary V, as the server read it from the file
 * @param leaseSeconds the seconds until the lease expires
 * @param heartbeatSeconds the seconds between two heartbeats
 */
public record TrialLease(
        UUID id, String token, Lease.Blob tokenizer, int vocabulary, int leaseSeconds, int heartbeatSeconds) {}
