package dev.isobath.server.experiments;

/** The state of an attempt. */
public enum AttemptState {
    RUNNING,
    /** All steps are done. */
    FINISHED,
    /** The attempt failed because of the experiment itself. */
    FAILED,
    /** The attempt stopped in order, because it was told to or because its node shut down. */
    STOPPED,
    /** The process, the worker node or the connection was lost. */
    LOST
}
