package dev.isobath.server.accounts;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A token with which worker nodes ask for work, without its secret, which is not stored.
 *
 * @param prefix the beginning of its text; empty for a token of an earlier version
 * @param oneNode whether it joins one node only: the first that uses it. A token of the installation joins any number
 * @param node the node that used it last, or null before its first use
 * @param createdByName the user who made it, or null for a token of the installation
 */
public record WorkerToken(
        UUID id,
        String name,
        String prefix,
        boolean oneNode,
        @Nullable String node,
        Instant createdAt,
        @Nullable String createdByName,
        @Nullable Instant lastUsedAt) {

    /** A new token with its secret. The secret is known only at this time. */
    public record Issued(WorkerToken token, SecretToken secret) {}
}
