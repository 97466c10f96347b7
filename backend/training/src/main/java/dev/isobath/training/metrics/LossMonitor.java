package dev.isobath.training.metrics;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.training.optimiser.LearningRateSchedule;

/**
 * Watches the training loss for a run that unlearns. A loss is too high when it stands above {@link #limit}; the run has
 * diverged when its average has been too high for {@link Tolerance#steps} steps on end after the warm-up. A spike that comes
 * down again is none of that.
 *
 * <p>Rather late than wrong: bytes of English that fall from 1.5 nats to 3.3, what their frequencies alone cost, may go on.
 *
 * @param average exponential moving average of the loss, nats a token
 * @param least the smallest average there was
 * @param lastGood the last step whose own loss was not too high
 * @param since the step at which the loss went too high and stayed; 0 while it is not
 */
public record LossMonitor(double average, double least, long lastGood, long since) {

    static final LossMonitor START = new LossMonitor(Double.NaN, Double.POSITIVE_INFINITY, 0, 0);

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
    public record Tolerance(long warmup, long steps, double guessing) {

        private static final long LEAST = 200;
        private static final long MOST = 2000;

        public static Tolerance of(ExperimentSpec spec) {
            long steps = spec.steps();
            return new Tolerance(
                    LearningRateSchedule.of(spec.training(), steps).warmupSteps(),
                    Math.clamp(steps / 20, LEAST, MOST),
                    Math.log(spec.data().tokenizer().vocabulary()));
        }
    }

    /** What is known after one more step. */
    public LossMonitor after(long step, double loss, Tolerance tolerance) {
        double limit = limit(tolerance);
        double next = Double.isNaN(average) ? loss : average + NEW * (loss - average);
        double lowest = Math.min(least, next);
        if (next <= limit) {
            return new LossMonitor(next, lowest, loss <= limit ? step : lastGood, 0);
        }
        return new LossMonitor(next, lowest, lastGood, since > 0 ? since : lastGood + 1);
    }

    /** Above it a loss is too high. */
    double limit(Tolerance tolerance) {
        double high = Math.min(2 * least + BEYOND_TWICE, TIMES_GUESSING * tolerance.guessing());
        return Math.max(high, least + ALWAYS_ALLOWED);
    }

    public boolean diverged(long step, Tolerance tolerance) {
        return since > 0
                && step > tolerance.warmup()
                && step - Math.max(since, tolerance.warmup()) >= tolerance.steps();
    }
}
