package dev.isobath.spec.protocol;

import java.util.List;

/**
 * A worker node asks for one attempt to run.
 *
 * @param node the node's name, which stays the same after a restart
 * @param labels what the node offers, for example {@code cuda}
 * @param waitSeconds how long the server may hold the call until there is an attempt to run
 */
public record LeaseRequest(String node, List<String> labels, NodeDescription description, int waitSeconds) {}
