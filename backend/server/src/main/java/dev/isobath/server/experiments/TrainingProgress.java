package dev.isobath.server.experiments;

import org.jspecify.annotations.Nullable;

/**
 * The progress of a training run.
 *
 * @param step the number of optimiser steps done
 * @param flops the FLOPs executed in training since the start of the experiment
 * @param seconds the time spent training since the start of the experiment
 * @param trainLoss the last training loss measured, in nats per token
 * @param valLoss the last held-out loss measured, in nats per token
 */
public record TrainingProgress(
        long step,
        double flops,
        double seconds,
        @Nullable Double trainLoss,
        @Nullable Double valLoss,
        @Nullable Double tokensPerSecond) {

    /** The progress before the first step. */
    public static final TrainingProgress NONE = new TrainingProgress(0, 0, 0, null, null, null);
}
