package dev.isobath.spec;

import dev.isobath.spec.flops.Flops;
import dev.isobath.spec.flops.RunFlops;
import java.util.OptionalLong;

/**
 * The full description of one training run. Two equal specs on the same corpus give the same curve. Every default is filled
 * in.
 *
 * @param name the name that people use for it, 1 to 200 characters
 * @param seed the source of every random number of the run
 */
public record ExperimentSpec(String name, long seed, Architecture architecture, DataSpec data, TrainingSpec training) {

    /**
     * Returns the FLOPs of one optimiser step over the whole batch, forward and backward, by the closed form. The count uses
     * the final capacities. The early steps of a capacity schedule have another cost: see {@link #flopsAtStep}.
     */
    public long flopsPerStep() {
        return Math.multiplyExact(flopsPerSequence().training(), training.batch());
    }

    /**
     * Returns the FLOPs of one optimiser step, forward and backward over the whole batch.
     *
     * @param step the number of the step, counted from 1 as in the reports
     */
    public long flopsAtStep(long step) {
        Flops flops = Flops.atStep(
                architecture, data.sequenceLength(), data.tokenizer().vocabulary(), step);
        return Math.multiplyExact(flops.training(), training.batch());
    }

    /** Returns the FLOPs of one sequence, term by term, at the final capacities. */
    public Flops flopsPerSequence() {
        return Flops.of(architecture, data.sequenceLength(), data.tokenizer().vocabulary());
    }

    private RunFlops flopsOfSteps() {
        return RunFlops.of(architecture, data.sequenceLength(), data.tokenizer().vocabulary(), training.batch());
    }

    /** Returns the number of trainable parameters. */
    public long parameters() {
        return Parameters.count(architecture, data.tokenizer().vocabulary());
    }

    /** Returns the number of parameters that a token meets on average, at the final capacities. */
    public long activeParameters() {
        return Parameters.active(architecture, data.tokenizer().vocabulary(), data.sequenceLength());
    }

    /** Returns the number of tokens that one step trains on: batch x sequence length. */
    public long tokensPerStep() {
        return Math.multiplyExact((long) training.batch(), data.sequenceLength());
    }

    /**
     * Returns the number of optimiser steps that the budget pays for, from the first step of training on. Where the run goes on from
     * a checkpoint, the steps of that checkpoint are among them. It is rounded down, so it may be 0.
     */
    public long steps() {
        return training.budget().steps(tokensPerStep(), flopsOfSteps());
    }

    /** Returns the number of steps that are done when the run begins, because it goes on from a checkpoint. Otherwise it is 0. */
    public long stepsBefore() {
        return training.startFrom().map(StartFrom::stepsBefore).orElse(0L);
    }

    /**
     * Returns the number of steps before the cool-down of a run with {@link RateSchedule#WSD}. Its weights are then those of any longer
     * run, which can go on from there (2405.18392). Nothing is returned for other schedules, and for a run that begins later.
     */
    public OptionalLong trunkSteps() {
        long trunk = steps() - training.cooldownSteps(steps());
        return training.schedule() == RateSchedule.WSD && trunk > stepsBefore() && trunk < steps()
                ? OptionalLong.of(trunk)
                : OptionalLong.empty();
    }

    /**
     * Returns the FLOPs that the run will execute itself. They are the sum over its steps and at most the budget. The steps before
     * the checkpoint that it goes on from are not among them.
     */
    public double flopsPlanned() {
        RunFlops flops = flopsOfSteps();
        return flops.total(steps()) - flops.total(stepsBefore());
    }

    /** Returns the same experiment with an evaluation every {@code steps}. */
    ExperimentSpec evaluatedEvery(long steps) {
        return new ExperimentSpec(name, seed, architecture, data, training.evaluatedEvery(steps));
    }
}
