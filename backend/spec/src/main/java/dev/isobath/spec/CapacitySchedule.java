package dev.isobath.spec;

/**
 * A capacity that starts elsewhere and reaches the block's own on a straight line. It changes what training costs, so the
 * FLOPs of a run are the sum over its steps, and it is never on unless asked for. Held-out text is always evaluated at the
 * block's own capacity, and the balancing loss of token-choice aims at that one from the start.
 *
 * @param from share of the sequence that is processed in the first step, above 0 and at most 1
 * @param steps after this many steps the block's own capacity is reached
 */
public record CapacitySchedule(double from, long steps) {

    /**
     * k in one step of training.
     *
     * @param ends k at the end of the schedule
     * @param step counted from 1, as in the reports
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
