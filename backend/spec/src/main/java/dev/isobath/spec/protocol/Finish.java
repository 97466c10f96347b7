package dev.isobath.spec.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A worker reports that an attempt has ended.
 *
 * @param outcome how the attempt ended
 * @param step the number of optimiser steps done
 * @param reason a sentence for people that says what went wrong and, where known, what to do
 * @param log the last lines that the attempt printed and that no report batch carried; the server appends them to its log
 * @param checkpointDamaged true when the process found the checkpoint that it was to begin with damaged, although its bytes arrived as
 *     they were promised; null from a worker of a version that does not say. The server examines the checkpoint then
 * @param handedBack true when the attempt ended because its node was told to end; null from a worker of a version that does not say. Such
 *     a loss costs the experiment no try
 */
public record Finish(
        Outcome outcome,
        long step,
        String reason,
        List<String> log,
        @Nullable Boolean checkpointDamaged,
        @Nullable Boolean handedBack) {

    /** Makes the report of an attempt that found nothing wrong with its checkpoint. */
    public Finish(Outcome outcome, long step, String reason, List<String> log) {
        this(outcome, step, reason, log, null, null);
    }

    /** Makes the report of an attempt that found the checkpoint damaged that it was to begin with. */
    public static Finish ofDamagedCheckpoint(long step, String reason, List<String> log) {
        return new Finish(Outcome.LOST, step, reason, log, true, null);
    }

    /** Makes the report of an attempt that ended because its node was told to end. */
    public static Finish handedBack(long step, String reason, List<String> log) {
        return new Finish(Outcome.LOST, step, reason, log, null, true);
    }

    /** How an attempt ended. */
    public enum Outcome {
        /** All steps are done, and the last checkpoint is uploaded. */
        FINISHED,
        /** The experiment itself is at fault, for example because its loss is NaN. It is not tried again. */
        FAILED,
        /** The attempt stopped because the server asked for it. */
        STOPPED,
        /** The process or the node was lost. The experiment is tried again from the last checkpoint. */
        LOST
    }
}
