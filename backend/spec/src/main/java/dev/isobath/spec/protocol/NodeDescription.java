package dev.isobath.spec.protocol;

import org.jspecify.annotations.Nullable;

/**
 * The description of a worker node that is shown to people.
 *
 * @param device the node's device, for example {@code cpu}
 * @param version the version of the worker program
 * @param processorClass the text of a {@link ProcessorClass}: what the node's processor computes with; null from a node of a version that
 *     does not say. It is a string so that a server takes the class of a newer node that it does not know.
 */
public record NodeDescription(
        String hostname,
        int slots,
        int cores,
        long memoryBytes,
        String device,
        String version,
        @Nullable String processorClass) {}
