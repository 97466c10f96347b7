package dev.isobath.spec;

/**
 * A linear schedule from an initial capacity to the block's own capacity. The schedule changes the cost of training, so the
 * FLOPs of a run are the sum over its steps. It is off unless a spec asks for it. Held-out text is always evaluated at the
 * block's own capacity, and the balancing loss of token-choice uses that capacity from the first step on.
 *
 * @param from the share of the sequence that is processed in the first step, above 0 and at most 1
 * @param steps the number of steps after which the block's own capacity is reached
 */
public record CapacitySchedule(double from, long steps) {

    /**
     * Returns k in one step of training.
     *
     * @param ends k at the end of the schedule
     * @param step the number of the step, counted from 1 as in the reports
     */
    int tokens(int ends, int sequenceLength, long step) {
        if (step > steps) {
            return ends;
        }
        int starts = new Capacity.Fraction(from).tokens(sequenceLength);
        double gone = (double) (step - 1) / steps;
        return (int) Math.round(starts + (ends - starts) * gone);
    }
}
