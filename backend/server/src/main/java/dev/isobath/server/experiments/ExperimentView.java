package dev.isobath.server.experiments;

import dev.isobath.spec.protocol.CorpusStatistics;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An experiment as clients see it.
 *
 * @param seconds the time spent training, over all attempts
 * @param secondsLeft the estimated time left at the speed so far
 * @param attempts the number of attempts so far
 * @param archivedAt since when lists leave it out, or null
 * @param corpusStatistics what the tokenizer made of the corpus; null before a worker node has tokenised it
 */
@Schema(name = "Experiment")
public record ExperimentView(
        UUID id,
        String project,
        String name,
        String kind,
        ExperimentState state,
        String stateReason,
        int priority,
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
        List<AttemptView> attemptHistory,
        List<String> tags,
        String notes,
        String corpus,
        @Nullable CorpusStatistics corpusStatistics,
        @Nullable String createdBy,
        Instant createdAt,
        Instant queuedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        Instant updatedAt,
        boolean cancelRequested,
        @Nullable Instant archivedAt,
        JsonNode spec) {

    /**
     * One attempt.
     *
     * @param processorClass what it computes with, for example {@code avx2}; null when its node did not say
     * @param note what people have to know about its numbers, for example that it goes on from the steps of another class of processor
     */
    @Schema(name = "Attempt")
    public record AttemptView(
            int number,
            AttemptState state,
            String node,
            @Nullable String processorClass,
            Instant startedAt,
            @Nullable Instant endedAt,
            long resumedFromStep,
            long lastStep,
            @Nullable String reason,
            @Nullable String note) {}
}
