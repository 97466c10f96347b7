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
 * @param step the last step done; where the experiment goes on from another one's checkpoint, the steps before it count
 * @param steps the steps in all, counted in the same way
 * @param flopsBefore the FLOPs on the axis of its curves at which it begins: those up to a checkpoint that it goes on from, or 0
 * @param flopsPlanned the FLOPs that the experiment executes itself, without those before a checkpoint that it goes on from
 * @param flopsExecuted the FLOPs that it has executed itself so far
 * @param trainLoss the last training loss in nats per token; a value that is not finite is a string
 * @param valLoss the last held-out loss in nats per token; a value that is not finite is a string
 * @param tokensPerSecond the median of the last 21 steps while it runs; when it has ended, its tokens divided by {@code seconds}
 * @param seconds the time that it has spent training itself, over all attempts, without pauses and evaluations
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
