package dev.isobath.server.studies;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * How far the experiments of a study are.
 *
 * @param members the rows of the plan, those that are dropped too
 * @param waiting the rows that a launch would submit
 * @param finished the experiments that are finished, as for the other states
 * @param flopsPlanned the FLOPs of all experiments together
 * @param flopsExecuted what they have executed so far
 */
@Schema(name = "StudyProgress")
record StudyProgress(
        int members,
        int waiting,
        int queued,
        int running,
        int paused,
        int finished,
        int failed,
        int cancelled,
        double flopsPlanned,
        double flopsExecuted) {

    /** The progress of a study without members. */
    static final StudyProgress NONE = new StudyProgress(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
