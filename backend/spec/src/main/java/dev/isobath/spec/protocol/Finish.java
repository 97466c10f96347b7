package dev.isobath.spec.protocol;

import java.util.List;

/**
 * The attempt has ended.
 *
 * @param step optimiser steps done
 * @param reason a sentence for people; says what went wrong and, where known, what to do
 * @param log the last lines the attempt printed
 */
public record Finish(Outcome outcome, long step, String reason, List<String> log) {

    /** How it ended. */
    public enum Outcome {
        /** All steps done, the last checkpoint uploaded. */
        FINISHED,
        /** The experiment itself is at fault, for example its loss is NaN: not tried again. */
        FAILED,
        /** Stopped because the server said so. */
        STOPPED,
        /** The process or the node was lost: tried again from the last checkpoint. */
        LOST
    }
}
