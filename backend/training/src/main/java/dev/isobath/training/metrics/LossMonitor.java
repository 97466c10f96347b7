package dev.isobath.training.metrics;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.training.optimiser.LearningRateSchedule;

/**
 * Watches the training loss for a run that diverges. A loss is too high when it is above {@link #limit}. The run has diverged
 * when its average loss has been too high for {@link Tolerance#steps} consecutive steps after the warm-up. A spike that comes
 * down again does not count.
 *
 * <p>The limit prefers a late decision to a wrong one. A byte-level model of English whose loss rises from 1.5 to 3.3 nats, which
 * is the loss of the byte frequencies alone, is not stopped.
 *
 * @param average the exponential moving average of the loss, nats a token
 * @param least the smallest average so far
 * @param lastGood the last step whose own loss was not too high
 * @param since the step at which the loss became too high and stayed so; 0 while it is not too high
 */
public record LossMonitor(double average, double least, long lastGood, long since) {

    static final LossMonitor START = new LossMonitor(Double.NaN, Double.POSITIVE_INFINITY, 0, 0);

    /** The weight of a new loss in the average. About the last 20 steps count. */
    private static final double NEW = 0.05;

    /** The rise of the loss that is always allowed, nats. */
    private static final double ALWAYS_ALLOWED = 1;

    /** A loss is too high above twice the best average plus this number, nats. */
    private static final double BEYOND_TWICE = 0.5;

    /** A loss is also too high above this factor times the loss of guessing, ln V. */
    private static final double TIMES_GUESSING = 1.5;

    /**
     * The time for which a loss may be too high.
     *
     * @param warmup the steps of the warm-up, in which no run is stopped
     * @param steps the number of consecutive steps: a twentieth of the run, at least 200 and at most 2,000
     * @param guessing the loss of a model that gives every token the same probability, nats
     */
    public record Tolerance(long warmup, long steps, double guessing) {

        private static final long LEAST = 200;
        private static final long MOST = 2000;

        /** Returns the tolerance for a spec. */
        public static Tolerance of(ExperimentSpec spec) {
            long steps = spec.steps();
            return new Tolerance(
                    LearningRateSchedule.of(spec.training(), steps).warmupSteps(),
                    Math.clamp(steps / 20, LEAST, MOST),
                    Math.log(spec.data().tokenizer().vocabulary()));
        }
    }

    /** Returns the state after one more step. */
    public LossMonitor after(long step, double loss, Tolerance tolerance) {
        double limit = limit(tolerance);
        double next = Double.isNaN(average) ? loss : average + NEW * (loss - average);
        double lowest = Math.min(least, next);
        if (next <= limit) {
            return new LossMonitor(next, lowest, loss <= limit ? step : lastGood, 0);
        }
        return new LossMonitor(next, lowest, lastGood, since > 0 ? since : lastGood + 1);
    }

    /** Returns the limit above which a loss is too high. */
    double limit(Tolerance tolerance) {
        double high = Math.min(2 * least + BEYOND_TWICE, TIMES_GUESSING * tolerance.guessing());
        return Math.max(high, least + ALWAYS_ALLOWED);
    }

    /** Returns whether the run has diverged by the given step. */
    public boolean diverged(long step, Tolerance tolerance) {
        return since > 0
                && step > tolerance.warmup()
                && step - Math.max(since, tolerance.warmup()) >= tolerance.steps();
    }
}
