package dev.isobath.training.optimiser;

import dev.isobath.spec.TrainingSpec;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The learning rate of every step: a line from 0 to the peak, then half a cosine down to the final rate over exactly the steps of
 * the run (2404.02258, section 3.6).
 */
public record LearningRateSchedule(double peak, double last, long warmupSteps, long steps) {

    /** Returns the schedule of a run of {@code steps} steps. */
    public static LearningRateSchedule of(TrainingSpec training, long steps) {
        return new LearningRateSchedule(
                training.learningRate(),
                training.learningRate() * training.finalLearningRate(),
                warmupSteps(training.warmup(), steps),
                steps);
    }

    /**
     * Returns the steps of the warm-up: {@code share} times {@code steps}, rounded up. The share is the decimal number that was
     * written, so that 0.07 of 100 steps are 7. In binary, the product is a little above 7.
     */
    static long warmupSteps(double share, long steps) {
        return BigDecimal.valueOf(share)
                .multiply(BigDecimal.valueOf(steps))
                .setScale(0, RoundingMode.CEILING)
                .longValueExact();
    }

    /** Returns the learning rate of step {@code step}, counted from 1. The last step has the final rate. */
    public double rate(long step) {
        if (step <= warmupSteps) {
            return peak * step / warmupSteps;
        }
        double progress = (double) (step - warmupSteps) / (steps - warmupSteps);
        return last + (peak - last) * 0.5 * (1 + StrictMath.cos(Math.PI * progress));
    }
}
