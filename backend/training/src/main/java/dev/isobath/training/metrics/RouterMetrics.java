package dev.isobath.training.metrics;

import dev.isobath.spec.metrics.Metric;
import dev.isobath.training.routing.RouterTrace;
import dev.isobath.training.routing.Selection;
import java.util.List;

/** The metrics of the routers around blocks, block by block. */
final class RouterMetrics {

    private RouterMetrics() {}

    static void put(Measurements into, List<RouterTrace> traces) {
        for (int i = 0; i < traces.size(); i++) {
            RouterTrace trace = traces.get(i);
            outputs(into, trace);
            shares(into, trace);
            if (i > 0) {
                SelectionOverlap overlap = SelectionOverlap.of(
                        traces.get(i - 1).selection().membership(),
                        trace.selection().membership(),
                        trace.selection().validTokens().counts().length);
                into.put(Metric.SELECTION_OVERLAP, trace.layer(), overlap.share());
                into.put(Metric.SELECTION_OVERLAP_CHANCE, trace.layer(), overlap.chance());
            }
        }
    }

    private static void outputs(Measurements into, RouterTrace trace) {
        double[] outputs = trace.outputs();
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
        into.put(Metric.ROUTER_MEAN, trace.layer(), mean);
        into.put(Metric.ROUTER_STD, trace.layer(), Math.sqrt(squares / outputs.length));
        into.put(Metric.ROUTER_ENTROPY, trace.layer(), entropy / outputs.length);
    }

    private static void shares(Measurements into, RouterTrace trace) {
        Selection selection = trace.selection();
        int through = selection.filled().count();
        into.put(Metric.ROUTER_THRESHOLD, trace.layer(), trace.threshold());
        into.put(Metric.ROUTED_SHARE, trace.layer(), (double) through / selection.membership().length);
        // Only token choice can drop tokens, and only its routers have a balancing loss.
        if (!Double.isNaN(trace.balance())) {
            int candidates = through + selection.dropped();
            into.put(
                    Metric.DROPPED_SHARE,
                    trace.layer(),
                    candidates == 0 ? 0 : (double) selection.dropped() / candidates);
        }
    }
}
