package dev.isobath.training.optimiser;

import dev.isobath.spec.TrainingSpec;

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
                (long) Math.ceil(training.warmup() * steps),
                steps);
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
