package dev.isobath.training;

/** Says how a run ended. {@code step} is the number of optimiser steps done. */
public sealed interface TrainingResult {

    long step();

    /** All steps are done, and the last checkpoint was handed over. */
    record Finished(long step) implements TrainingResult {}

    /** The listener asked to stop, and a checkpoint of this step was handed over. */
    record Stopped(long step) implements TrainingResult {}

    /** The listener asked to stop while the corpus was still being tokenised. Nothing was trained. */
    record NotBegun() implements TrainingResult {
        @Override
        public long step() {
            return 0;
        }
    }

    /**
     * The loss or the gradient is no longer a number, or the loss has stayed far above its best. {@code reason} is for people.
     */
    record Diverged(long step, String reason) implements TrainingResult {}
}
