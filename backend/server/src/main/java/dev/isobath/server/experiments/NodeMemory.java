package dev.isobath.server.experiments;

import dev.isobath.spec.Device;
import java.util.Optional;

/** The memory of the worker nodes. Nodes are another area, which knows experiments, so that area implements this. */
public interface NodeMemory {

    /**
     * The memory that attempts may take on a node.
     *
     * @param hostBytes the memory of the host
     * @param deviceBytes the memory of its GPU
     */
    record Room(String node, long hostBytes, long deviceBytes) {}

    /**
     * Returns the known node with the most memory for experiments of a device: the most on its GPU for CUDA, on the host otherwise. A
     * node that does not say how much it has counts as large enough. The result is empty when no such node is known.
     */
    Optional<Room> largest(Device device);
}
