package dev.isobath.training;

/**
 * How far a run has come, over all its attempts.
 *
 * @param step optimiser steps done
 * @param tokens trained on
 * @param flops executed in training
 * @param seconds spent training, without evaluation and waiting
 */
record Progress(long step, double tokens, double flops, double seconds) {

    static final Progress START = new Progress(0, 0, 0, 0);

    Progress plus(double moreTokens, double moreFlops, double moreSeconds) {
        return new Progress(step + 1, tokens + moreTokens, flops + moreFlops, seconds + moreSeconds);
    }
}
