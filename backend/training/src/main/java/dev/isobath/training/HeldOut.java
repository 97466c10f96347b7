package dev.isobath.training;

import dev.isobath.spec.EvaluationSize;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.training.data.Corpus;
import dev.isobath.training.data.TextTokenizer;
import dev.isobath.training.model.Batch;
import java.util.Arrays;

/**
 * The held-out windows that every evaluation of a run reads, in chunks. A window has one token more than a sequence, since each token
 * predicts the next.
 *
 * <p>By a number of tokens, windows and chunks are a function of the corpus, the tokenizer and the sequence length alone. Neither the
 * seed nor the batch moves them, and two runs of other batches add up the same numbers in the same order. By a number of batches, as in
 * older specs, the chunks are the batches.
 */
final class HeldOut {

    /** The largest number of tokens of a chunk, except that a chunk holds at least one sequence. */
    static final int CHUNK_TOKENS = 2048;

    private final Corpus corpus;
    private final int sequence;
    private final long[] starts;
    private final int chunk;

    private HeldOut(Corpus corpus, int sequence, long[] starts, int chunk) {
        this.corpus = corpus;
        this.sequence = sequence;
        this.starts = starts;
        this.chunk = chunk;
    }

    /** Returns the windows of a run. */
    static HeldOut of(Corpus corpus, ExperimentSpec spec) {
        int sequence = spec.data().sequenceLength();
        int batch = spec.training().batch();
        return switch (spec.training().evaluationSize()) {
            case EvaluationSize.Tokens(int tokens) ->
                new HeldOut(corpus, sequence, spread(corpus, sequence, tokens), Math.max(1, CHUNK_TOKENS / sequence));
            case EvaluationSize.Batches(int batches) ->
                new HeldOut(corpus, sequence, overlapping(corpus, sequence, Math.multiplyExact(batches, batch)), batch);
        };
    }

    /** Returns the first tokens of windows that are spread evenly and share no target, as many as fit into {@code tokens}. */
    private static long[] spread(Corpus corpus, int sequence, int tokens) {
        long span = corpus.heldOutTokens() - sequence - 1;
        long fitting = Math.min(tokens / sequence, (corpus.heldOutTokens() - 1) / sequence);
        long[] starts = new long[(int) Math.max(1, fitting)];
        long gaps = Math.max(1, starts.length - 1);
        // This is span * w / gaps, rounded down, in an order in which no product leaves 64 bits.
        Arrays.setAll(starts, w -> corpus.trainingTokens() + span / gaps * w + span % gaps * w / gaps);
        return starts;
    }

    /** Returns the first tokens of windows that are spread evenly and may overlap, in the arithmetic of older runs. */
    private static long[] overlapping(Corpus corpus, int sequence, int windows) {
        long span = corpus.heldOutTokens() - sequence - 1;
        long[] starts = new long[windows];
        Arrays.setAll(
                starts, w -> corpus.trainingTokens() + (windows == 1 ? 0 : (long) ((double) span * w / (windows - 1))));
        return starts;
    }

    /** Returns the number of chunks, at least one. */
    int chunks() {
        return Math.ceilDiv(starts.length, chunk);
    }

    /** Reads one chunk. The last one may have fewer windows than the others. */
    Batch chunk(int index) {
        return Batches.read(
                corpus,
                sequence,
                Arrays.copyOfRange(starts, index * chunk, Math.min(starts.length, (index + 1) * chunk)));
    }

    /** Returns the number of tokens that are predicted in an evaluation. */
    long tokens() {
        return (long) starts.length * sequence;
    }

    /** Returns the number of bytes of text that these tokens stand for. */
    long bytes(TextTokenizer tokenizer) {
        long bytes = 0;
        long[] window = new long[sequence + 1];
        for (long start : starts) {
            corpus.read(start, window.length, window, 0);
            int[] targets =
                    Arrays.stream(window).skip(1).mapToInt(Math::toIntExact).toArray();
            bytes += tokenizer.bytes((int) window[0], targets);
        }
        return bytes;
    }
}
