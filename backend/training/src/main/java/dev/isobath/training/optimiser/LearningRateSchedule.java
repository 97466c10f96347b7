package dev.isobath.training.optimiser;

import dev.isobath.spec.RateSchedule;
import dev.isobath.spec.TrainingSpec;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The learning rate of every step: a line from 0 to the peak, and then what the {@link RateSchedule} says. The last step has the final
 * rate with each of them.
 *
 * @param shape what comes after the warm-up
 * @param cooldownSteps the last steps, over which the rate falls with {@link RateSchedule#WSD}
 */
public record LearningRateSchedule(
        RateSchedule shape, double peak, double last, long warmupSteps, long cooldownSteps, long steps) {

    /** Returns the schedule of a run of {@code steps} steps. */
    public static LearningRateSchedule of(TrainingSpec training, long steps) {
        long warmup = rounded(training.warmup(), steps);
        return new LearningRateSchedule(
                training.schedule(),
                training.learningRate(),
                training.learningRate() * training.finalLearningRate(),
                warmup,
                Math.min(rounded(training.cooldown(), steps), steps - warmup),
                steps);
    }

    /**
     * Returns {@code share} times {@code steps}, rounded up. The share is the decimal number that was written, so that 0.07 of
     * 100 steps are 7. In binary, the product is a little above 7.
     */
    private static long rounded(double share, long steps) {
        return BigDecimal.valueOf(share)
                .multiply(BigDecimal.valueOf(steps))
                .setScale(0, RoundingMode.CEILING)
                .longValueExact();
    }

    /** Returns the learning rate of step {@code step}, counted from 1. */
    public double rate(long step) {
        if (step <= warmupSteps) {
            return peak * step / warmupSteps;
        }
        return switch (shape) {
            case COSINE -> {
                double progress = (double) (step - warmupSteps) / (steps - warmupSteps);
                yield last + (peak - last) * 0.5 * (1 + StrictMath.cos(Math.PI * progress));
            }
            case WSD -> {
                long gone = Math.max(0, step - (steps - cooldownSteps));
                double progress = gone == 0 ? 0 : (double) gone / cooldownSteps;
                yield last + (peak - last) * (1 - Math.sqrt(progress));
            }
            case CONSTANT -> peak;
        };
    }
}
