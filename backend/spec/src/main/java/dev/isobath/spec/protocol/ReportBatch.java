package dev.isobath.spec.protocol;

import java.util.List;

/**
 * Measurements of consecutive steps. Sending a batch twice changes nothing: {@code sequence} counts the attempt's batches from
 * 1, and the server takes each once and in order.
 *
 * @param log lines the attempt printed since the last batch
 */
public record ReportBatch(long sequence, List<StepReport> steps, List<String> log) {}
