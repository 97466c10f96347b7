package dev.isobath.worker.attempt;

/** What a node writes to the standard input of an attempt's process, one a line. */
enum ProcessCommand {
    /** Take a checkpoint before the next step, then go on. */
    CHECKPOINT,
    /** Take a checkpoint before the next step, then end. */
    STOP
}
