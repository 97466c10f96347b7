package dev.isobath.spec;

import dev.isobath.spec.flops.Flops;
import dev.isobath.spec.flops.RunFlops;

/**
 * One training, fully described: two equal specs on the same corpus give the same curve. Every default is filled in.
 *
 * @param name what people call it, 1 to 200 characters
 * @param seed the source of every random number of the run
 */
public record ExperimentSpec(String name, long seed, Architecture architecture, DataSpec data, TrainingSpec training) {

    /**
     * FLOPs of one optimiser step over the whole batch, forward and backward, by the closed form, at the capacities the model
     * ends with. Early steps of a capacity schedule cost something else: {@link #flopsAtStep}.
     */
    public long flopsPerStep() {
        return Math.multiplyExact(flopsPerSequence().training(), training.batch());
    }

    /**
     * FLOPs of one optimiser step, forward and backward over the whole batch.
     *
     * @param step counted from 1, as in the reports
     */
    public long flopsAtStep(long step) {
        Flops flops = Flops.atStep(
                architecture, data.sequenceLength(), data.tokenizer().vocabulary(), step);
        return Math.multiplyExact(flops.training(), training.batch());
    }

    /** FLOPs of one sequence, term by term, at the capacities the model ends with. */
    public Flops flopsPerSequence() {
        return Flops.of(architecture, data.sequenceLength(), data.tokenizer().vocabulary());
    }

    private RunFlops flopsOfSteps() {
        return RunFlops.of(architecture, data.sequenceLength(), data.tokenizer().vocabulary(), training.batch());
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
        return training.budget().steps(tokensPerStep(), flopsOfSteps());
    }

    /** FLOPs the whole run will execute: the sum over its steps, at most the budget. */
    public double flopsPlanned() {
        return flopsOfSteps().total(steps());
    }

    /** The same experiment, evaluated every {@code steps}. */
    ExperimentSpec evaluatedEvery(long steps) {
        return new ExperimentSpec(name, seed, architecture, data, training.evaluatedEvery(steps));
    }
}
