package dev.isobath.training;

/**
 * How far a run has come, over all its attempts.
 *
 * @param step optimiser steps done
 * @param tokens trained on
 * @param flops executed in training
 * @param seconds spent training, without evaluation and waiting
 * @param history what later steps are compared with
 */
record Progress(long step, double tokens, double flops, double seconds, History history) {

    static final Progress START = new Progress(0, 0, 0, 0);

    /** Of a run that remembers nothing. */
    Progress(long step, double tokens, double flops, double seconds) {
        this(step, tokens, flops, seconds, History.NONE);
    }

    Progress plus(double moreTokens, double moreFlops, double moreSeconds) {
        return new Progress(step + 1, tokens + moreTokens, flops + moreFlops, seconds + moreSeconds, history);
    }

    Progress remembering(History next) {
        return new Progress(step, tokens, flops, seconds, next);
    }
}
