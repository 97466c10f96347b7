package dev.isobath.spec.protocol;

import java.util.Map;

/**
 * The measurements after one optimiser step.
 *
 * @param step the number of the step, counted from 1
 * @param tokens the training tokens seen since the start of the experiment
 * @param flops the FLOPs of training since the start of the experiment, counted as they were executed
 * @param seconds the time spent on training since the start of the experiment, over all attempts, without evaluation and waiting
 * @param metrics the values by metric name, for example {@code train_loss}; NaN and infinities are strings in JSON
 */
public record StepReport(long step, double tokens, double flops, double seconds, Map<String, Double> metrics) {}
