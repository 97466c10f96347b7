package dev.isobath.server.compute;

import dev.isobath.server.accounts.SecretToken;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job to submit.
 *
 * @param name the name by which the job is found again
 * @param token the token with which the job's node asks for its experiment; only the owner of the job may be able to read it
 * @param device the device that the experiment needs
 * @param memoryBytes what the attempt takes of the host's memory, as estimated; null where that is not known
 * @param priority the priority of the experiment, from -1000 to 1000; larger numbers run first
 */
record JobRequest(
        String name,
        UUID experiment,
        SecretToken token,
        String device,
        @Nullable Long memoryBytes,
        int priority) {}
