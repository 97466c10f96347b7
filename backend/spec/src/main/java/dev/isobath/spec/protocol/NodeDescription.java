package dev.isobath.spec.protocol;

/**
 * The description of a worker node that is shown to people.
 *
 * @param device the node's device, for example {@code cpu}
 * @param version the version of the worker program
 */
public record NodeDescription(String hostname, int slots, int cores, long memoryBytes, String device, String version) {}
