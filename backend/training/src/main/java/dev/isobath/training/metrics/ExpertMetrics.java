package dev.isobath.training.metrics;

import dev.isobath.spec.Experts;
import dev.isobath.spec.metrics.Metric;
import dev.isobath.training.routing.Dispatch;
import dev.isobath.training.routing.ExpertTrace;
import dev.isobath.training.routing.ValidTokens;
import java.util.Arrays;
import java.util.List;

/** The metrics of the experts in each block. */
final class ExpertMetrics {

    /**
     * The largest number of paths in the whole model for which the load of each path is reported. Nobody could look at more
     * curves.
     */
    static final int MOST_PATHS = 1024;

    private ExpertMetrics() {}

    static void put(Measurements into, Experts experts, List<ExpertTrace> traces) {
        boolean each = traces.stream().mapToInt(ExpertTrace::paths).sum() <= MOST_PATHS;
        for (ExpertTrace trace : traces) {
            loads(into, experts.count(), trace, each);
            switch (experts.scheme()) {
                case EXPERT_CHOICE -> expertsChose(into, experts.count(), trace);
                case TOKEN_CHOICE -> tokensChose(into, experts.count(), trace);
            }
            shares(into, trace);
        }
    }

    private static void loads(Measurements into, int experts, ExpertTrace trace, boolean each) {
        int[] load = trace.dispatch().load();
        int all = Arrays.stream(load).sum();
        int real = Arrays.stream(load, 0, experts).sum();
        if (each && all > 0) {
            for (int path = 0; path < load.length; path++) {
                into.put(Metric.EXPERT_LOAD, trace.layer(), path, (double) load[path] / all);
            }
        }
        if (real > 0) {
            int most = Arrays.stream(load, 0, experts).max().orElse(0);
            into.put(Metric.EXPERT_IMBALANCE, trace.layer(), (double) most * experts / real);
        }
    }

    private static void expertsChose(Measurements into, int experts, ExpertTrace trace) {
        Dispatch dispatch = trace.dispatch();
        int distinct = Math.toIntExact(dispatch.taken()
                .map(slot -> dispatch.rows().index()[slot])
                .distinct()
                .count());
        int noOps = noOps(experts, dispatch);
        putShares(into, experts, trace, trace.tokens() - distinct - noOps, noOps, trace.tokens());
    }

    private static void tokensChose(Measurements into, int experts, ExpertTrace trace) {
        Dispatch dispatch = trace.dispatch();
        int choices = Arrays.stream(dispatch.load()).sum() + dispatch.dropped();
        putShares(into, experts, trace, dispatch.dropped(), noOps(experts, dispatch), choices);
    }

    private static int noOps(int experts, Dispatch dispatch) {
        return Arrays.stream(dispatch.load(), experts, dispatch.load().length).sum();
    }

    private static void putShares(Measurements into, int experts, ExpertTrace trace, int dropped, int noOps, int all) {
        if (all == 0) {
            return;
        }
        into.put(Metric.EXPERT_DROPPED_SHARE, trace.layer(), (double) dropped / all);
        if (trace.paths() > experts) {
            into.put(Metric.NO_OP_SHARE, trace.layer(), (double) noOps / all);
        }
    }

    private static void shares(Measurements into, ExpertTrace trace) {
        int paths = trace.paths();
        double[] mean = new double[paths];
        double entropy = 0;
        ValidTokens valid = trace.valid();
        for (int b = 0; b < valid.counts().length; b++) {
            for (int i = 0; i < valid.counts()[b]; i++) {
                int row = b * valid.slots() + i;
                for (int path = 0; path < paths; path++) {
                    double share = trace.shares()[row * paths + path];
                    mean[path] += share;
                    entropy += Entropy.term(share);
                }
            }
        }
        if (trace.tokens() == 0) {
            return;
        }
        into.put(Metric.EXPERT_ENTROPY, trace.layer(), entropy / trace.tokens());
        into.put(
                Metric.EXPERT_MEAN_ENTROPY,
                trace.layer(),
                Arrays.stream(mean)
                        .map(sum -> Entropy.term(sum / trace.tokens()))
                        .sum());
    }
}
