package dev.isobath.server.queue;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a queued experiment waits.
 *
 * @param reason the reason in one sentence
 * @param place its place in line, counted from 1; null when it is not queued, or when a cluster decides about the order
 * @param notBefore the end of its pause after lost attempts; null when it does not pause
 * @param device the device that it needs
 * @param memoryBytes the memory of the host that it takes, as estimated from its spec; null for an experiment of an earlier version
 * @param deviceMemoryBytes the same on the GPU; 0 without one
 * @param nodes the worker nodes that are connected, and whether each could take it; none when a cluster decides
 * @param job its job at the scheduler of a cluster; null where there is none
 */
@Schema(name = "Waiting")
record WaitingView(
        String reason,
        @Nullable Integer place,
        @Nullable Instant notBefore,
        String device,
        @Nullable Long memoryBytes,
        @Nullable Long deviceMemoryBytes,
        List<NodeFit> nodes,
        @Nullable Job job) {

    /**
     * One node.
     *
     * @param could whether it could take the experiment when nothing else runs there
     * @param why what hinders it, or that nothing does
     */
    @Schema(name = "NodeFit")
    record NodeFit(String node, boolean could, String why) {}

    /**
     * A job at the scheduler of a cluster.
     *
     * @param scheduler for example Slurm
     * @param id its id there; null before the scheduler has taken it
     * @param name its name there
     * @param says what the scheduler says about it, or null
     * @param expectedStart when the scheduler expects to start it, or null
     */
    @Schema(name = "WaitingJob")
    record Job(
            String scheduler,
            @Nullable String id,
            String name,
            @Nullable String says,
            @Nullable Instant expectedStart) {}
}
