package dev.isobath.training;

import dev.isobath.training.data.Corpus;
import dev.isobath.training.engine.Randomness;
import dev.isobath.training.model.Batch;

/** Which windows of the text make up a batch: random ones to train on, fixed evenly spaced ones to evaluate on. */
final class Batches {

    private final Corpus corpus;
    private final Randomness randomness;
    private final int batch;
    private final int sequence;

    /**
     * @param batch B, sequences a batch
     * @param sequence S, tokens a sequence; a window is one longer, since each token predicts the next
     */
    Batches(Corpus corpus, Randomness randomness, int batch, int sequence) {
        this.corpus = corpus;
        this.randomness = randomness;
        this.batch = batch;
        this.sequence = sequence;
    }

    /** The batch of one training step, counted from 0: a function of seed and step. */
    Batch training(long step) {
        long places = corpus.trainingTokens() - sequence;
        long[] starts = new long[batch];
        for (int b = 0; b < batch; b++) {
            starts[b] = randomness.below(places, "training-batch", step, b);
        }
        return read(starts);
    }

    /** Batch {@code index} of the {@code count} that every evaluation reads. */
    Batch heldOut(int index, int count) {
        long windows = (long) count * batch;
        long lastStart = corpus.heldOutTokens() - sequence - 1;
        long[] starts = new long[batch];
        for (int b = 0; b < batch; b++) {
            long window = (long) index * batch + b;
            long start = windows == 1 ? 0 : (long) ((double) lastStart * window / (windows - 1));
            starts[b] = corpus.trainingTokens() + start;
        }
        return read(starts);
    }

    /** How often each training token has been trained on by now, on average. */
    double epochs(double tokens) {
        return tokens / corpus.trainingTokens();
    }

    private Batch read(long[] starts) {
        long[] inputs = new long[batch * sequence];
        long[] targets = new long[batch * sequence];
        for (int b = 0; b < batch; b++) {
            corpus.read(starts[b], sequence, inputs, b * sequence);
            corpus.read(starts[b] + 1, sequence, targets, b * sequence);
        }
        return new Batch(batch, sequence, inputs, targets);
    }
}
