package dev.isobath.server.bench;

import dev.isobath.spec.protocol.ReportBatch;
import dev.isobath.spec.protocol.StepReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.json.JsonMapper;

/** Batches of reports like those of a run. Every value has noise in all its bits, which is the worst case for its size. */
final class BenchCurve {

    private static final int STEPS_PER_BATCH = 1_000;
    static final List<String> METRICS = List.of(
            "train_loss",
            "learning_rate",
            "epochs",
            "tokens_per_second",
            "flops_per_second",
            "gradient_norm",
            "auxiliary_loss",
            "predictor_loss",
            "predictor_accuracy",
            "balance_loss");

    private final Random random;
    private final int metrics;
    private double seconds;

    /** Makes a run. Each seed has other values, because equal curves would compress to one. */
    BenchCurve(int metrics, long seed) {
        this.random = new Random(seed);
        this.metrics = metrics;
    }

    /** Returns the batches of a run, ready to be sent. */
    List<byte[]> batches(int steps) {
        List<byte[]> batches = new ArrayList<>();
        for (int first = 1; first <= steps; first += STEPS_PER_BATCH) {
            List<StepReport> reports = new ArrayList<>();
            for (int step = first; step < Math.min(first + STEPS_PER_BATCH, steps + 1); step++) {
                reports.add(report(step));
            }
            batches.add(
                    JsonMapper.shared().writeValueAsBytes(new ReportBatch(batches.size() + 1L, reports, List.of())));
        }
        return batches;
    }

    StepReport report(int step) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (String metric : METRICS.subList(0, metrics)) {
            values.put(metric, value(step));
        }
        seconds += 0.2 + 0.01 * random.nextGaussian();
        return new StepReport(step, step * 4096.0, step * 1.25e9, seconds, values);
    }

    double value(int step) {
        return 2 + 3 / Math.sqrt(step) + 0.1 * random.nextGaussian();
    }
}
