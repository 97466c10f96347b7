package dev.isobath.training.optimiser;

import dev.isobath.spec.RateSchedule;
import dev.isobath.spec.TrainingSpec;

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
        return new LearningRateSchedule(
                training.schedule(),
                training.learningRate(),
                training.learningRate() * training.finalLearningRate(),
                training.warmupSteps(steps),
                training.cooldownSteps(steps),
                steps);
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
