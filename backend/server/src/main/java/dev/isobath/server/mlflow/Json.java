package dev.isobath.server.mlflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** The answers, with the names that MLflow gives to them. A number that is not finite is a text. */
final class Json {

    private Json() {}

    record Pair(String key, String value) {

        static List<Pair> of(Map<String, String> pairs) {
            return pairs.entrySet().stream()
                    .map(each -> new Pair(each.getKey(), each.getValue()))
                    .toList();
        }
    }

    /** A point of a metric. The id of the run is there in the answers about several runs only. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Metric(
            String key,
            double value,
            long timestamp,
            long step,
            @Nullable String runId) {

        Metric(String key, double value, long timestamp, long step) {
            this(key, value, timestamp, step, null);
        }
    }

    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RunInfo(
            String runId,
            String runUuid,
            String runName,
            String experimentId,
            String userId,
            RunStatus status,
            long startTime,
            @Nullable Long endTime,
            String artifactUri,
            String lifecycleStage) {}

    record RunData(List<Metric> metrics, List<Pair> params, List<Pair> tags) {}

    record Run(RunInfo info, RunData data) {}

    @JsonNaming(SnakeCaseStrategy.class)
    record Experiment(
            String experimentId,
            String name,
            String artifactLocation,
            String lifecycleStage,
            long lastUpdateTime,
            long creationTime,
            List<Pair> tags) {}

    record OneRun(Run run) {}

    @JsonNaming(SnakeCaseStrategy.class)
    record UpdatedRun(RunInfo runInfo) {}

    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Runs(List<Run> runs, @Nullable String nextPageToken) {}

    record OneExperiment(Experiment experiment) {}

    @JsonNaming(SnakeCaseStrategy.class)
    record CreatedExperiment(String experimentId) {}

    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Experiments(
            List<Experiment> experiments, @Nullable String nextPageToken) {}

    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Metrics(List<Metric> metrics, @Nullable String nextPageToken) {}
}
