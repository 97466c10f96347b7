package dev.isobath.server.experiments;

/** The state of an experiment. The methods of {@link Experiment} make the transitions. */
public enum ExperimentState {
    QUEUED,
    RUNNING,
    PAUSED,
    FINISHED,
    FAILED,
    CANCELLED
}
