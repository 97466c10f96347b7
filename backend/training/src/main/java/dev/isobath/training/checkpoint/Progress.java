package dev.isobath.training.checkpoint;

import dev.isobath.training.metrics.RunHistory;

/**
 * How far a run has come, over all its attempts.
 *
 * @param step optimiser steps done
 * @param tokens trained on
 * @param flops executed in training
 * @param seconds spent training, without evaluation and waiting
 * @param history what later steps are compared with
 */
public record Progress(long step, double tokens, double flops, double seconds, RunHistory history) {

    public static final Progress START = new Progress(0, 0, 0, 0);

    /** Of a run that remembers nothing. */
    Progress(long step, double tokens, double flops, double seconds) {
        this(step, tokens, flops, seconds, RunHistory.NONE);
    }

    public Progress plus(double moreTokens, double moreFlops, double moreSeconds) {
        return new Progress(step + 1, tokens + moreTokens, flops + moreFlops, seconds + moreSeconds, history);
    }

    public Progress remembering(RunHistory next) {
        return new Progress(step, tokens, flops, seconds, next);
    }
}
