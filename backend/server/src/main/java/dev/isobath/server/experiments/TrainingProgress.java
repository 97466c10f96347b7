package dev.isobath.server.experiments;

import org.jspecify.annotations.Nullable;

/**
 * How far a training is.
 *
 * @param step optimiser steps done
 * @param flops executed in training since the start of the experiment
 * @param seconds spent training since the start of the experiment
 * @param trainLoss last one measured, in nats per token
 * @param valLoss last one measured, in nats per token
 */
public record TrainingProgress(
        long step,
        double flops,
        double seconds,
        @Nullable Double trainLoss,
        @Nullable Double valLoss,
        @Nullable Double tokensPerSecond) {

    /** Before the first step. */
    public static final TrainingProgress NONE = new TrainingProgress(0, 0, 0, null, null, null);
}
