package dev.isobath.spec.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch of measurements of consecutive steps. Sending a batch twice changes nothing, because the server takes each sequence
 * number once and in order.
 *
 * @param sequence the number of the batch within the attempt, counted from 1
 * @param log the lines that the attempt printed since the last batch
 * @param corpus what the tokenizer made of the corpus, in the batch after the corpus was tokenised; otherwise null
 */
public record ReportBatch(
        long sequence,
        List<StepReport> steps,
        List<String> log,
        @Nullable CorpusStatistics corpus) {

    /** Makes a batch of steps and lines only. */
    public ReportBatch(long sequence, List<StepReport> steps, List<String> log) {
        this(sequence, steps, log, null);
    }
}
