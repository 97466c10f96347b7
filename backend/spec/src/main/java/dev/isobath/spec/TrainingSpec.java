package dev.isobath.spec;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * How a model is trained. The optimiser is AdamW. The learning rate has a linear warm-up and then a schedule that ends exactly at
 * the last step of the run.
 *
 * @param batch B, the number of sequences in a step
 * @param accumulate m, the number of micro-batches of a step, which divides B; their gradients are added up
 * @param learningRate the peak learning rate
 * @param schedule what the learning rate does after the warm-up
 * @param finalLearningRate the learning rate of the last step, as a share of the peak
 * @param cooldown the share of the steps over which the learning rate falls; used with {@link RateSchedule#WSD} only
 * @param warmup the share of the steps over which the learning rate rises from 0 to the peak
 * @param weightDecay the decoupled weight decay, which applies to matrices only
 * @param beta1 the decay rate of the first moment
 * @param beta2 the decay rate of the second moment
 * @param epsilon the number that is added to the root of the second moment
 * @param gradientClip the largest global gradient norm; larger gradients are scaled down to it
 * @param parametrization how first weights, learning rates and multipliers follow from the size of the model
 * @param device the device that the training runs on
 * @param deterministic whether two runs of one spec on one machine must agree to the last bit, whatever that costs
 * @param evaluateEvery the number of steps between two evaluations on held-out text; the last step is always evaluated
 * @param evaluationSize how much held-out text an evaluation reads; every evaluation of a run reads the same text
 * @param startFrom the checkpoint of another experiment that the run begins with; empty when it begins with the seed
 */
public record TrainingSpec(
        int batch,
        int accumulate,
        Budget budget,
        double learningRate,
        RateSchedule schedule,
        double finalLearningRate,
        double cooldown,
        double warmup,
        double weightDecay,
        double beta1,
        double beta2,
        double epsilon,
        double gradientClip,
        Parametrization parametrization,
        Precision precision,
        Device device,
        boolean deterministic,
        long evaluateEvery,
        EvaluationSize evaluationSize,
        Optional<StartFrom> startFrom) {

    /** Returns the steps over which the learning rate rises in a run of {@code steps} steps. */
    public long warmupSteps(long steps) {
        return rounded(warmup, steps);
    }

    /** Returns the last steps of a run of {@code steps} steps, over which the learning rate falls with {@link RateSchedule#WSD}. */
    public long cooldownSteps(long steps) {
        return Math.min(rounded(cooldown, steps), steps - warmupSteps(steps));
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

    /** Returns the same training with an evaluation every {@code steps}. */
    TrainingSpec evaluatedEvery(long steps) {
        return new TrainingSpec(
                batch,
                accumulate,
                budget,
                learningRate,
                schedule,
                finalLearningRate,
                cooldown,
                warmup,
                weightDecay,
                beta1,
                beta2,
                epsilon,
                gradientClip,
                parametrization,
                precision,
                device,
                deterministic,
                steps,
                evaluationSize,
                startFrom);
    }
}
