package dev.isobath.spec.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A worker node asks for one attempt to run.
 *
 * @param node the node's name, which stays the same after a restart
 * @param labels what the node offers, for example {@code cuda}
 * @param waitSeconds how long the server may hold the call until there is an attempt to run
 * @param system what the node uses now; null from a worker of a version that does not say
 */
public record LeaseRequest(
        String node,
        List<String> labels,
        NodeDescription description,
        int waitSeconds,
        @Nullable SystemSample system) {

    /** Makes a request that does not say what the node uses. */
    public LeaseRequest(String node, List<String> labels, NodeDescription description, int waitSeconds) {
        this(node, labels, description, waitSeconds, null);
    }
}
