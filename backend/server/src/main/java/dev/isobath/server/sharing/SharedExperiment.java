package dev.isobath.server.sharing;

import dev.isobath.server.experiments.AttemptState;
import dev.isobath.server.experiments.ExperimentState;
import dev.isobath.server.experiments.ExperimentView;
import dev.isobath.server.experiments.NotFinite;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The part of an experiment that a share link shows: the spec and the results. It leaves out users, notes, names of machines,
 * the project, and the reasons of states, which may quote any of these or the log. A field must be added here deliberately.
 */
record SharedExperiment(
        UUID id,
        String name,
        String kind,
        ExperimentState state,
        long step,
        long steps,
        long parameters,
        long flopsPerStep,
        double flopsBefore,
        double flopsPlanned,
        double flopsExecuted,
        String flopsConvention,

        @Schema(oneOf = {Double.class, NotFinite.class}) @Nullable
        Double trainLoss,

        @Schema(oneOf = {Double.class, NotFinite.class}) @Nullable
        Double valLoss,

        @Schema(oneOf = {Double.class, NotFinite.class}) @Nullable
        Double tokensPerSecond,

        @Nullable Double secondsLeft,
        double seconds,
        int attempts,
        List<SharedAttempt> attemptHistory,
        List<String> tags,
        String corpus,
        Instant createdAt,
        Instant queuedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        JsonNode spec) {

    /** An attempt without its node and without the reason of its end. */
    record SharedAttempt(
            int number,
            AttemptState state,
            Instant startedAt,
            @Nullable Instant endedAt,
            long resumedFromStep,
            long lastStep) {}

    static SharedExperiment of(ExperimentView experiment) {
        return new SharedExperiment(
                experiment.id(),
                experiment.name(),
                experiment.kind(),
                experiment.state(),
                experiment.step(),
                experiment.steps(),
                experiment.parameters(),
                experiment.flopsPerStep(),
                experiment.flopsBefore(),
                experiment.flopsPlanned(),
                experiment.flopsExecuted(),
                experiment.flopsConvention(),
                experiment.trainLoss(),
                experiment.valLoss(),
                experiment.tokensPerSecond(),
                experiment.secondsLeft(),
                experiment.seconds(),
                experiment.attempts(),
                experiment.attemptHistory().stream()
                        .map(attempt -> new SharedAttempt(
                                attempt.number(),
                                attempt.state(),
                                attempt.startedAt(),
                                attempt.endedAt(),
                                attempt.resumedFromStep(),
                                attempt.lastStep()))
                        .toList(),
                experiment.tags(),
                experiment.corpus(),
                experiment.createdAt(),
                experiment.queuedAt(),
                experiment.startedAt(),
                experiment.finishedAt(),
                experiment.spec());
    }
}
