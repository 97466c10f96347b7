package dev.isobath.training.metrics;

import dev.isobath.training.model.Batch;
import dev.isobath.training.optimiser.Evaluation;

/** The cross-entropy of all held-out tokens of an evaluation, added up chunk by chunk. */
public final class HeldOutLoss {

    private int largest;
    private double losses;
    private double chunks;

    /** Adds one chunk. The first chunk is the largest, and a smaller one counts for as much less as it has fewer tokens. */
    public void add(Batch chunk, Evaluation evaluated) {
        largest = Math.max(largest, chunk.count());
        double weight = (double) chunk.count() / largest;
        losses += evaluated.loss() * weight;
        chunks += weight;
    }

    /** Returns the mean cross-entropy in nats a token. */
    public double mean() {
        return losses / chunks;
    }
}
