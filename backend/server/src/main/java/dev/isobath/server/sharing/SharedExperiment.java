package dev.isobath.server.sharing;

import dev.isobath.server.experiments.AttemptState;
import dev.isobath.server.experiments.ExperimentState;
import dev.isobath.server.experiments.ExperimentView;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What of an experiment a stranger may see: what was trained and what came out. Not here: people, notes, names of machines,
 * the project, and reasons, which may quote any of them or the log. A field is added here by decision only.
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
        double flopsPlanned,
        double flopsExecuted,
        String flopsConvention,
        @Nullable Double trainLoss,
        @Nullable Double valLoss,
        @Nullable Double tokensPerSecond,
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

        @Schema(type = "object", additionalProperties = Schema.AdditionalPropertiesValue.TRUE)
        JsonNode spec) {

    /** One execution, without where it ran and why it ended. */
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
