package dev.isobath.spec.protocol;

import java.util.List;

/**
 * A batch of measurements of consecutive steps. Sending a batch twice changes nothing, because the server takes each sequence
 * number once and in order.
 *
 * @param sequence the number of the batch within the attempt, counted from 1
 * @param log the lines that the attempt printed since the last batch
 */
public record ReportBatch(long sequence, List<StepReport> steps, List<String> log) {}
