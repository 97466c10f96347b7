package dev.isobath.training;

import dev.isobath.spec.ExperimentSpec;

/**
 * Watches the training loss for a run that unlearns. A loss is too high when it stands above {@link #limit}; the run has
 * diverged when its average has been too high for {@link Patience#steps} steps on end after the warm-up. A spike that comes
 * down again is none of that.
 *
 * <p>Rather late than wrong: bytes of English that fall from 1.5 nats to 3.3, what their frequencies alone cost, may go on.
 *
 * @param average exponential moving average of the loss, nats a token
 * @param least the smallest average there was
 * @param lastGood the last step whose own loss was not too high
 * @param since the step at which the loss went too high and stayed; 0 while it is not
 */
record LossWatch(double average, double least, long lastGood, long since) {

    static final LossWatch START = new LossWatch(Double.NaN, Double.POSITIVE_INFINITY, 0, 0);

    /** Weight of a new loss in the average: about the last 20 steps count. */
    private static final double NEW = 0.05;

    /** A loss may always rise by so much, nats. */
    private static final double ALWAYS_ALLOWED = 1;

    /** Twice the best average and this are too high, nats. */
    private static final double BEYOND_TWICE = 0.5;

    /** So is half as much again as guessing costs, with ln V. */
    private static final double TIMES_GUESSING = 1.5;

    /**
     * How long a loss may be too high.
     *
     * @param warmup steps of the warm-up, in which nothing is stopped
     * @param steps on end: a twentieth of the run, at least 200 and at most 2,000
     * @param guessing loss of a model that finds every token as likely as any other, nats
     */
    record Patience(long warmup, long steps, double guessing) {

        private static final long LEAST = 200;
        private static final long MOST = 2000;

        static Patience of(ExperimentSpec spec) {
            long steps = spec.steps();
            return new Patience(
                    Schedule.of(spec.training(), steps).warmupSteps(),
                    Math.clamp(steps / 20, LEAST, MOST),
                    Math.log(spec.data().tokenizer().vocabulary()));
        }
    }

    /** What is known after one more step. */
    LossWatch after(long step, double loss, Patience patience) {
        double limit = limit(patience);
        double next = Double.isNaN(average) ? loss : average + NEW * (loss - average);
        double lowest = Math.min(least, next);
        if (next <= limit) {
            return new LossWatch(next, lowest, loss <= limit ? step : lastGood, 0);
        }
        return new LossWatch(next, lowest, lastGood, since > 0 ? since : lastGood + 1);
    }

    /** Above it a loss is too high. */
    double limit(Patience patience) {
        double high = Math.min(2 * least + BEYOND_TWICE, TIMES_GUESSING * patience.guessing());
        return Math.max(high, least + ALWAYS_ALLOWED);
    }

    boolean diverged(long step, Patience patience) {
        return since > 0 && step > patience.warmup() && step - Math.max(since, patience.warmup()) >= patience.steps();
    }
}
