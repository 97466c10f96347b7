package dev.isobath.spec;

import java.util.Optional;

/**
 * How a model is trained. The optimiser is AdamW. The learning rate has a linear warm-up and then a cosine schedule that ends
 * exactly at the last step of the run.
 *
 * @param batch B, the number of sequences in a step
 * @param learningRate the peak learning rate
 * @param finalLearningRate the learning rate at the end of the cosine, as a share of the peak
 * @param warmup the share of the steps over which the learning rate rises from 0 to the peak
 * @param weightDecay the decoupled weight decay, which applies to matrices only
 * @param beta1 the decay rate of the first moment
 * @param beta2 the decay rate of the second moment
 * @param epsilon the number that is added to the root of the second moment
 * @param gradientClip the largest global gradient norm; larger gradients are scaled down to it
 * @param device the device that the training runs on
 * @param deterministic whether two runs of one spec on one machine must agree to the last bit, whatever that costs
 * @param evaluateEvery the number of steps between two evaluations on held-out text; the last step is always evaluated
 * @param evaluationSize how much held-out text an evaluation reads; every evaluation of a run reads the same text
 * @param startFrom the checkpoint of another experiment that the run begins with; empty when it begins with the seed
 */
public record TrainingSpec(
        int batch,
        Budget budget,
        double learningRate,
        double finalLearningRate,
        double warmup,
        double weightDecay,
        double beta1,
        double beta2,
        double epsilon,
        double gradientClip,
        Precision precision,
        Device device,
        boolean deterministic,
        long evaluateEvery,
        EvaluationSize evaluationSize,
        Optional<StartFrom> startFrom) {

    /** Returns the same training with an evaluation every {@code steps}. */
    TrainingSpec evaluatedEvery(long steps) {
        return new TrainingSpec(
                batch,
                budget,
                learningRate,
                finalLearningRate,
                warmup,
                weightDecay,
                beta1,
                beta2,
                epsilon,
                gradientClip,
                precision,
                device,
                deterministic,
                steps,
                evaluationSize,
                startFrom);
    }
}
