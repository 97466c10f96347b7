package dev.isobath.training;

import dev.isobath.training.data.Corpus;
import dev.isobath.training.engine.Randomness;
import dev.isobath.training.model.Batch;

/** Selects the random windows of the text that make up a batch of training. */
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
        return read(corpus, sequence, starts);
    }

    /** Returns how often each training token has been trained on so far, on average. */
    double epochs(double tokens) {
        return tokens / corpus.trainingTokens();
    }

    /**
     * Reads windows of {@code sequence} tokens and the token after them.
     *
     * @param starts the place of the first token of each window in the whole text
     */
    static Batch read(Corpus corpus, int sequence, long[] starts) {
        long[] inputs = new long[starts.length * sequence];
        long[] targets = new long[starts.length * sequence];
        for (int b = 0; b < starts.length; b++) {
            corpus.read(starts[b], sequence, inputs, b * sequence);
            corpus.read(starts[b] + 1, sequence, targets, b * sequence);
        }
        return new Batch(starts.length, sequence, inputs, targets);
    }
}
