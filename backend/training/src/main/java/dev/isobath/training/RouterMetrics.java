package dev.isobath.training;

import dev.isobath.spec.metrics.Metric;
import java.util.List;

/** What the routers around blocks did, block by block. */
final class RouterMetrics {

    private RouterMetrics() {}

    static void put(Measurements into, List<RouterReading> readings) {
        for (int i = 0; i < readings.size(); i++) {
            RouterReading reading = readings.get(i);
            outputs(into, reading);
            shares(into, reading);
            if (i > 0) {
                Overlap overlap = Overlap.of(
                        readings.get(i - 1).selection().membership(),
                        reading.selection().membership(),
                        reading.selection().present().counts().length);
                into.put(Metric.SELECTION_OVERLAP, reading.layer(), overlap.share());
                into.put(Metric.SELECTION_OVERLAP_CHANCE, reading.layer(), overlap.chance());
            }
        }
    }

    private static void outputs(Measurements into, RouterReading reading) {
        double[] outputs = reading.outputs();
        double sum = 0;
        double entropy = 0;
        for (double output : outputs) {
            sum += output;
            entropy += Entropy.ofLogit(output);
        }
        double mean = sum / outputs.length;
        double squares = 0;
        for (double output : outputs) {
            squares += (output - mean) * (output - mean);
        }
        into.put(Metric.ROUTER_MEAN, reading.layer(), mean);
        into.put(Metric.ROUTER_STD, reading.layer(), Math.sqrt(squares / outputs.length));
        into.put(Metric.ROUTER_ENTROPY, reading.layer(), entropy / outputs.length);
    }

    private static void shares(Measurements into, RouterReading reading) {
        Selection selection = reading.selection();
        int through = selection.filled().count();
        into.put(Metric.ROUTED_SHARE, reading.layer(), (double) through / selection.membership().length);
        // Only tokens that choose can be turned away, and only their routers have a balancing loss.
        if (!Double.isNaN(reading.balance())) {
            int wanting = through + selection.dropped();
            into.put(Metric.DROPPED_SHARE, reading.layer(), wanting == 0 ? 0 : (double) selection.dropped() / wanting);
        }
    }
}
