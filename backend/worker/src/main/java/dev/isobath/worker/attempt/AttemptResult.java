package dev.isobath.worker.attempt;

/**
 * The result of an attempt's process. It is written last, so its presence means that the spool is complete.
 *
 * @param how the kind of ending
 * @param step the number of optimiser steps done
 * @param reason a sentence for people
 */
record AttemptResult(How how, long step, String reason) {

    /** The kinds of ending, each with the exit code of the process. */
    enum How {
        FINISHED(0),
        /** A checkpoint was taken and the rest is left to another attempt. */
        STOPPED(10),
        DIVERGED(11),
        /** The spec or the corpus cannot be trained. */
        UNTRAINABLE(12),
        OUT_OF_MEMORY(13),
        /** Anything else: a full disk, a defect. */
        BROKEN(14),
        /** The checkpoint to begin with is not as it was written. */
        CHECKPOINT_DAMAGED(15);

        private final int exitCode;

        How(int exitCode) {
            this.exitCode = exitCode;
        }

        int exitCode() {
            return exitCode;
        }
    }
}
