package dev.isobath.training;

import dev.isobath.training.data.Corpus;
import dev.isobath.training.engine.Randomness;
import dev.isobath.training.model.Batch;

/**
 * Selects the windows of the text that make up a batch. Training reads random windows, and evaluation reads fixed, evenly spaced
 * ones.
 */
final class Batches {

    private final Corpus corpus;
    private final Randomness randomness;
    private final int batch;
    private final int sequence;

    /**
     * Makes the batches of one run.
     *
     * @param batch the number of sequences in a batch, B
     * @param sequence the number of tokens in a sequence, S; a window has one token more, since each token predicts the next
     */
    Batches(Corpus corpus, Randomness randomness, int batch, int sequence) {
        this.corpus = corpus;
        this.randomness = randomness;
        this.batch = batch;
        this.sequence = sequence;
    }

    /** Returns the batch of one training step, counted from 0. It is a function of seed and step. */
    Batch training(long step) {
        long positions = corpus.trainingTokens() - sequence;
        long[] starts = new long[batch];
        for (int b = 0; b < batch; b++) {
            starts[b] = randomness.below(positions, "training-batch", step, b);
        }
        return read(starts);
    }

    /** Returns batch {@code index} of the {@code count} batches that every evaluation reads. */
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

    /** Returns how often each training token has been trained on so far, on average. */
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
