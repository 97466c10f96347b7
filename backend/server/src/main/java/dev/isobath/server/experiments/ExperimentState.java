package dev.isobath.server.experiments;

/** Where an experiment stands. The arrows between them are the named methods of {@link Experiment}. */
public enum ExperimentState {
    QUEUED,
    RUNNING,
    PAUSED,
    FINISHED,
    FAILED,
    CANCELLED
}
