package dev.isobath.worker.attempt;

/** A command that the node writes to the standard input of an attempt's process, one on each line. */
enum ProcessCommand {
    /** Take a checkpoint before the next step, then go on. */
    CHECKPOINT,
    /** Take a checkpoint before the next step, then end. */
    STOP
}
