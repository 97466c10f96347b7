package dev.isobath.server.bench;

import dev.isobath.server.bench.MonthPlan.Node;
import dev.isobath.server.bench.MonthPlan.Work;

/** What happened in a simulated month. Entries stand in the order in which they happened; times are in milliseconds from its begin. */
sealed interface MonthLog {

    long at();

    /** An experiment waits, from its submission on or again. It is not leased before a time. */
    record Queued(long at, Work work, long notBefore) implements MonthLog {}

    record Started(long at, Work work, Node node) implements MonthLog {}

    /** An attempt has ended. */
    record Ended(long at, Work work, Node node, How how) implements MonthLog {}

    /** A machine is there, from the begin on or again. */
    record Up(long at, Node node) implements MonthLog {}

    record Down(long at, Node node) implements MonthLog {}

    /** How an attempt ends. */
    enum How {
        FINISHED,
        /** Its machine failed. What was trained since the last checkpoint is lost. */
        LOST,
        /** Its machine was preempted. It took a checkpoint before it ended. */
        HANDED_BACK
    }
}
