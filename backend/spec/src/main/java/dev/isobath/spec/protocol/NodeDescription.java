package dev.isobath.spec.protocol;

/**
 * What people see of a node.
 *
 * @param device for example {@code cpu}
 * @param version the program's version
 */
public record NodeDescription(String hostname, int slots, int cores, long memoryBytes, String device, String version) {}
