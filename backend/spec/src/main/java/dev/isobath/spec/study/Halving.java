package dev.isobath.spec.study;

import java.util.List;

/**
 * Successive halving (1502.07943): all experiments train up to a rung, and only the best go on from there. Those of one variant and
 * seed compete with each other, so that no variant is stopped because of another one.
 *
 * @param at the rungs, as ascending shares of the steps of an experiment, between 0 and 1
 * @param keep the share of the experiments that goes on from each rung, between 0 and 1; the number is rounded up
 */
public record Halving(List<Double> at, double keep) {

    public Halving {
        at = List.copyOf(at);
    }

    /** Returns the step at which an experiment of some steps comes to a rung. */
    public long step(int rung, long steps) {
        return Math.max(1, (long) Math.floor(at.get(rung) * steps));
    }

    /** Returns how many of some experiments go on. */
    public int kept(int experiments) {
        // A share such as 0.1 has no exact binary form, so 0.1 x 30 must not round up to 4.
        return (int) Math.max(1, Math.ceil(keep * experiments - 1e-9));
    }
}
