package dev.isobath.server.mlflow;

import dev.isobath.server.experiments.ExperimentState;
import java.util.Arrays;
import java.util.stream.Collectors;

/** MLflow's states of runs. */
enum RunStatus {
    RUNNING,
    SCHEDULED,
    FINISHED,
    FAILED,
    KILLED;

    /** The status of an experiment's row {@code e} as an expression of SQL. */
    static final String SQL =
            "(case e.state when 'QUEUED' then 'SCHEDULED' when 'PAUSED' then 'SCHEDULED' when 'CANCELLED' then 'KILLED' else e.state end)";

    static RunStatus parse(String text) {
        return Arrays.stream(values())
                .filter(status -> status.name().equals(text))
                .findFirst()
                .orElseThrow(() -> MlflowException.invalid(
                        "status",
                        text,
                        "it must be one of "
                                + Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "))));
    }

    static RunStatus of(ExperimentState state) {
        return switch (state) {
            case RUNNING -> RUNNING;
            case QUEUED, PAUSED -> SCHEDULED;
            case FINISHED -> FINISHED;
            case FAILED -> FAILED;
            case CANCELLED -> KILLED;
        };
    }

    /** Returns the state of an external experiment. A scheduled one is paused: it must not stand in the queue. */
    ExperimentState state() {
        return switch (this) {
            case RUNNING -> ExperimentState.RUNNING;
            case SCHEDULED -> ExperimentState.PAUSED;
            case FINISHED -> ExperimentState.FINISHED;
            case FAILED -> ExperimentState.FAILED;
            case KILLED -> ExperimentState.CANCELLED;
        };
    }
}
