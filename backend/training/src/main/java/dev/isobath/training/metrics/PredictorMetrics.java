package dev.isobath.training.metrics;

import dev.isobath.spec.metrics.Metric;
import dev.isobath.training.routing.MembershipLoss;
import dev.isobath.training.routing.RouterTrace;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures on held-out text how well the choices of each routed block are predicted, and what always giving the same answer would
 * achieve.
 */
public final class PredictorMetrics {

    private final Map<Integer, MembershipLoss> layers = new TreeMap<>();

    /** Adds the traces of one batch. */
    public void add(List<RouterTrace> traces) {
        for (RouterTrace trace : traces) {
            trace.membershipLoss()
                    .ifPresent(membershipLoss -> layers.merge(trace.layer(), membershipLoss, MembershipLoss::counted));
        }
    }

    /**
     * Puts the metrics of each block. Metrics without a value, such as the precision of a predictor that never says yes, are left
     * out.
     */
    public void put(Measurements metrics) {
        layers.forEach((layer, counts) -> {
            int members = counts.truePositives() + counts.falseNegatives();
            int predicted = counts.truePositives() + counts.falsePositives();
            double share = (double) members / counts.tokens();
            metrics.put(Metric.PREDICTOR_ACCURACY, layer, counts.accuracy());
            metrics.put(Metric.PREDICTOR_BASE_RATE, layer, Math.max(share, 1 - share));
            if (predicted > 0) {
                metrics.put(Metric.PREDICTOR_PRECISION, layer, (double) counts.truePositives() / predicted);
            }
            if (members > 0) {
                metrics.put(Metric.PREDICTOR_RECALL, layer, (double) counts.truePositives() / members);
            }
        });
    }
}
