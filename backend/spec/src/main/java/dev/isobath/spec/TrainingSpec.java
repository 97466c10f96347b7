package dev.isobath.spec;

/**
 * How it is learned: AdamW, linear warm-up, then a cosine over exactly the run's steps.
 *
 * @param batch B, sequences a step
 * @param learningRate peak learning rate
 * @param finalLearningRate the cosine's end, as a share of the peak
 * @param warmup share of the steps over which the rate rises from 0 to the peak
 * @param weightDecay decoupled decay, on matrices only
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the second moment
 * @param gradientClip largest global gradient norm; larger gradients are scaled down to it
 * @param device where it runs
 * @param deterministic whether two runs of one spec on one machine must agree to the last bit, whatever that costs
 * @param evaluateEvery steps between two evaluations on held-out text; the last step is always evaluated
 * @param evaluationBatches held-out batches an evaluation reads, the same ones each time
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
        int evaluationBatches) {

    /** The same training, evaluated every {@code steps}. */
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
                evaluationBatches);
    }
}
