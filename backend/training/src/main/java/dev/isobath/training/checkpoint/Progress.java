package dev.isobath.training.checkpoint;

import dev.isobath.training.metrics.RunHistory;

/**
 * The progress of a run, over all its attempts.
 *
 * @param step the number of optimiser steps done
 * @param tokens the number of tokens trained on
 * @param flops the FLOPs executed in training
 * @param seconds the seconds spent on training, without evaluation and waiting
 * @param history the past that later steps are compared with
 */
public record Progress(long step, double tokens, double flops, double seconds, RunHistory history) {

    public static final Progress START = new Progress(0, 0, 0, 0);

    /** Makes the progress of a run without history. */
    Progress(long step, double tokens, double flops, double seconds) {
        this(step, tokens, flops, seconds, RunHistory.NONE);
    }

    public Progress plus(double moreTokens, double moreFlops, double moreSeconds) {
        return new Progress(step + 1, tokens + moreTokens, flops + moreFlops, seconds + moreSeconds, history);
    }

    public Progress withHistory(RunHistory next) {
        return new Progress(step, tokens, flops, seconds, next);
    }
}
