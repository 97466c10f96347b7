package dev.isobath.spec.protocol;

import java.util.Map;

/**
 * What was measured after one optimiser step.
 *
 * @param step steps done, counted from 1
 * @param tokens training tokens seen since the start of the experiment
 * @param flops FLOPs counted as they were executed, in training since the start of the experiment
 * @param seconds time spent training since the start of the experiment, over all attempts, without evaluation and waiting
 * @param metrics values by metric name, for example {@code train_loss}; NaN and infinities travel as strings
 */
public record StepReport(long step, double tokens, double flops, double seconds, Map<String, Double> metrics) {}
