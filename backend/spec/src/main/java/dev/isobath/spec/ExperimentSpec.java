package dev.isobath.spec;

import dev.isobath.spec.flops.Flops;

/**
 * One training, fully described: two equal specs on the same corpus give the same curve. Every default is filled in.
 *
 * @param name what people call it, 1 to 200 characters
 * @param seed the source of every random number of the run
 */
public record ExperimentSpec(String name, long seed, Architecture architecture, DataSpec data, TrainingSpec training) {

    /** FLOPs of one optimiser step over the whole batch, forward and backward, by the closed form. */
    public long flopsPerStep() {
        return Math.multiplyExact(flopsPerSequence().training(), training.batch());
    }

    /** FLOPs of one sequence, term by term. */
    public Flops flopsPerSequence() {
        return Flops.of(architecture, data.sequenceLength(), data.tokenizer().vocabulary());
    }

    /** Number of trainable parameters. */
    public long parameters() {
        return Parameters.count(architecture, data.tokenizer().vocabulary());
    }

    /** Tokens one step trains on: batch x sequence length. */
    public long tokensPerStep() {
        return Math.multiplyExact((long) training.batch(), data.sequenceLength());
    }

    /** Optimiser steps the budget pays for, rounded down; zero when it does not pay for one. */
    public long steps() {
        return training.budget().steps(tokensPerStep(), flopsPerStep());
    }

    /** FLOPs the whole run will execute: steps x FLOPs per step, at most the budget. */
    public double flopsPlanned() {
        return (double) steps() * flopsPerStep();
    }
}
