package dev.isobath.spec.protocol;

import org.jspecify.annotations.Nullable;

/**
 * The description of a worker node that is shown to people.
 *
 * @param device the node's device, for example {@code cpu}
 * @param version the version of the worker program
 * @param processorClass the text of a {@link ProcessorClass}: what the node's processor computes with; null from a node of a version that
 *     does not say. It is a string so that a server takes the class of a newer node that it does not know.
 * @param memoryBytes the memory of the node for everything that runs on it; 0 when the node does not know
 * @param deviceMemoryBytes the memory of the node's largest GPU; null without one, and from a node of a version that does not say
 */
public record NodeDescription(
        String hostname,
        int slots,
        int cores,
        long memoryBytes,
        String device,
        String version,
        @Nullable String processorClass,
        @Nullable Long deviceMemoryBytes) {

    /** Makes the description of a node without a GPU. */
    public NodeDescription(
            String hostname,
            int slots,
            int cores,
            long memoryBytes,
            String device,
            String version,
            @Nullable String processorClass) {
        this(hostname, slots, cores, memoryBytes, device, version, processorClass, null);
    }
}
