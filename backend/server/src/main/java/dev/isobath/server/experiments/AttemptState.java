package dev.isobath.server.experiments;

/** Where an attempt stands. */
public enum AttemptState {
    RUNNING,
    /** All steps done. */
    FINISHED,
    /** The experiment itself is at fault. */
    FAILED,
    /** Stopped because it was told to. */
    STOPPED,
    /** The process, the node or the connection was lost. */
    LOST
}
