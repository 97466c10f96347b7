package dev.isobath.spec.protocol;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Permission to run one attempt until the lease runs out; every heartbeat renews it.
 *
 * @param attempt names the attempt in every later call
 * @param number 1 for the first attempt at the experiment; the fencing token
 * @param token bearer token of this attempt's calls
 * @param spec the experiment's spec in canonical JSON
 * @param steps optimiser steps to take in all
 * @param corpus UTF-8 text
 * @param documents index of the corpus's documents, a line for each: length in bytes, a tab, name; null where it is one document
 * @param tokenizer the {@code tokenizer.json} that the spec names, or null where it names none
 * @param resume the checkpoint to go on from, or null to start from the seed
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
        @Nullable Blob tokenizer) {

    /**
     * Bytes the server keeps.
     *
     * @param sha256 lower-case hexadecimal digest of the content
     */
    public record Blob(UUID id, long bytes, String sha256) {}

    /** A checkpoint taken after {@code step} steps. */
    public record ResumePoint(long step, Blob checkpoint) {}
}
