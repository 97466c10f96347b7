package dev.isobath.worker;

/** What a node writes to the standard input of an attempt's process, one a line. */
enum Command {
    /** Take a checkpoint before the next step, then go on. */
    CHECKPOINT,
    /** Take a checkpoint before the next step, then end. */
    STOP
}
