package dev.isobath.spec.protocol;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Permission to run one attempt until the lease expires. Every heartbeat renews the lease.
 *
 * @param attempt the id of the attempt in every later call
 * @param number the number of the attempt, 1 for the first attempt at the experiment; it is the fencing token
 * @param token the bearer token for the calls of this attempt
 * @param spec the experiment's spec in canonical JSON
 * @param steps the number of optimiser steps of the whole run
 * @param corpus the corpus, as UTF-8 text
 * @param resume the checkpoint to resume from, or null to start from the seed
 * @param leaseSeconds the seconds until the lease expires
 * @param heartbeatSeconds the seconds between two heartbeats
 * @param documents the index of the corpus's documents, with one line for each: length in bytes, a tab, name. It is null when the
 *     corpus is a single document
 * @param tokenizer the {@code tokenizer.json} that the spec names, or null when it names none
 * @param start the checkpoint of another experiment that the spec starts from, or null when the spec starts from none or {@code resume}
 *     is there; its step is the number of steps that are done then, 0 when the weights alone are taken over
 */
public record Lease(
        UUID attempt,
        UUID experiment,
        int number,
        String token,
        ObjectNode spec,
        long steps,
        Blob corpus,
        @Nullable ResumePoint resume,
        int leaseSeconds,
        int heartbeatSeconds,
        @Nullable Blob documents,
        @Nullable Blob tokenizer,
        @Nullable ResumePoint start) {

    /** Makes the lease of a spec that starts from no other experiment. */
    public Lease(
            UUID attempt,
            UUID experiment,
            int number,
            String token,
            ObjectNode spec,
            long steps,
            Blob corpus,
            @Nullable ResumePoint resume,
            int leaseSeconds,
            int heartbeatSeconds,
            @Nullable Blob documents,
            @Nullable Blob tokenizer) {
        this(
                attempt,
                experiment,
                number,
                token,
                spec,
                steps,
                corpus,
                resume,
                leaseSeconds,
                heartbeatSeconds,
                documents,
                tokenizer,
                null);
    }

    /**
     * A file that the server keeps.
     *
     * @param bytes the length of the file
     * @param sha256 the SHA-256 digest of the content in lower-case hexadecimal
     */
    public record Blob(UUID id, long bytes, String sha256) {}

    /** A checkpoint taken after {@code step} steps. */
    public record ResumePoint(long step, Blob checkpoint) {}
}
