package dev.isobath.server.studies;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a study will run and what it will cost.
 *
 * @param rows the members in their order
 * @param totals the sums over the rows that a launch would submit
 * @param pastError what the estimates of time are worth, or null where too few experiments have finished
 */
@Schema(name = "StudyPlan")
record StudyPlan(List<Row> rows, Totals totals, RunTimes.@Nullable PastError pastError) {

    /** The reason of a row that somebody dropped. */
    static final String BY_HAND = "dropped by hand";

    /** What becomes of a row. */
    enum Decision {
        /** A launch submits it. */
        OK,
        /** It cannot be run, or somebody decided against it. */
        DROP,
        /** It has an experiment. */
        LAUNCHED
    }

    /**
     * One member.
     *
     * @param key what is varied and its value, in words; it names the row
     * @param reason why the row is dropped, or why its experiment was stopped early; null for others
     * @param same an experiment that has the same spec and would be reused, or null
     * @param reused whether its experiment was there before the study
     * @param activeParameters the parameters that a token meets on average
     * @param flopsForward the FLOPs of a forward pass over one sequence
     * @param flopsPlanned the FLOPs of the run, without those of a trunk
     * @param trunkSteps those of the steps that the run with the next smaller budget does; 0 for a run of its own
     * @param tokens the tokens of the whole run
     * @param tokensPerParameter tokens divided by all parameters
     * @param seconds the estimated training time, or null where no finished experiment is like it
     */
    @Schema(name = "StudyPlanRow")
    record Row(
            String key,
            String variant,
            @Nullable String kind,
            @Nullable Double budget,
            @Nullable Double learningRate,
            long seed,
            Decision decision,
            @Nullable String reason,
            @Nullable UUID experiment,
            @Nullable UUID same,
            boolean reused,
            @Nullable Integer layers,
            @Nullable Integer width,
            @Nullable Integer heads,
            @Nullable Long parameters,
            @Nullable Long activeParameters,
            @Nullable Long flopsForward,
            @Nullable Long flopsPerStep,
            @Nullable Double flopsPlanned,
            @Nullable Long steps,
            @Nullable Long trunkSteps,
            @Nullable Long tokens,
            @Nullable Double tokensPerParameter,
            @Nullable Double seconds) {}

    /**
     * Sums.
     *
     * @param experiments the experiments that a launch would submit
     * @param reused the experiments that are there and would be reused
     * @param dropped the rows that are not run
     * @param launched the rows that have an experiment
     * @param flops the FLOPs of the experiments to submit
     * @param seconds the estimated time of these on one slot, or null where it is not known for all of them
     */
    @Schema(name = "StudyPlanTotals")
    record Totals(
            int experiments,
            int reused,
            int dropped,
            int launched,
            double flops,
            @Nullable Double seconds) {}
}
