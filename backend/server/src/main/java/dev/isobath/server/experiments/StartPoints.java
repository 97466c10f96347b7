package dev.isobath.server.experiments;

import dev.isobath.spec.StartFrom;
import java.util.OptionalLong;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * The checkpoints that experiments start from. Checkpoints are another area, which knows experiments, so that area implements this.
 */
public interface StartPoints {

    /**
     * A checkpoint that an experiment can start from.
     *
     * @param experimentName the name of the experiment that took it
     * @param sha256 the digest of its content
     * @param flops the FLOPs executed in training up to it
     * @param seconds the time spent on training up to it
     * @param spec the spec that it was trained by, in canonical JSON
     */
    record StartPoint(String experimentName, String sha256, long bytes, double flops, double seconds, JsonNode spec) {}

    /** Returns the step of the last checkpoint of an experiment of a project, or nothing if there is none. */
    OptionalLong lastStep(UUID project, UUID experiment);

    /**
     * Finds the checkpoint that a spec starts from.
     *
     * @throws dev.isobath.server.problems.BadRequestException with the field of the spec, when the project has no such checkpoint
     */
    StartPoint find(UUID project, StartFrom from);

    /** Keeps the content of the checkpoint for as long as the experiment that starts from it exists, in the caller's transaction. */
    void keep(UUID experiment, StartFrom from, StartPoint point);
}
