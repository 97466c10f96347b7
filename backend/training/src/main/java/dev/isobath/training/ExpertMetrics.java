package dev.isobath.training;

import dev.isobath.spec.Experts;
import dev.isobath.spec.metrics.Metric;
import java.util.Arrays;
import java.util.List;

/** What the experts of each block were given. */
final class ExpertMetrics {

    /** With more paths in the whole model, the load of each is left out: nobody could look at so many curves. */
    static final int MOST_PATHS = 1024;

    private ExpertMetrics() {}

    static void put(Measurements into, Experts experts, List<ExpertReading> readings) {
        boolean each = readings.stream().mapToInt(ExpertReading::paths).sum() <= MOST_PATHS;
        for (ExpertReading reading : readings) {
            loads(into, experts.count(), reading, each);
            switch (experts.scheme()) {
                case EXPERT_CHOICE -> expertsChose(into, experts.count(), reading);
                case TOKEN_CHOICE -> tokensChose(into, experts.count(), reading);
            }
            shares(into, reading);
        }
    }

    private static void loads(Measurements into, int experts, ExpertReading reading, boolean each) {
        int[] load = reading.places().load();
        int all = Arrays.stream(load).sum();
        int real = Arrays.stream(load, 0, experts).sum();
        if (each && all > 0) {
            for (int path = 0; path < load.length; path++) {
                into.put(Metric.EXPERT_LOAD, reading.layer(), path, (double) load[path] / all);
            }
        }
        if (real > 0) {
            int most = Arrays.stream(load, 0, experts).max().orElse(0);
            into.put(Metric.EXPERT_IMBALANCE, reading.layer(), (double) most * experts / real);
        }
    }

    private static void expertsChose(Measurements into, int experts, ExpertReading reading) {
        Places places = reading.places();
        int distinct = Math.toIntExact(places.taken()
                .map(place -> places.rows().index()[place])
                .distinct()
                .count());
        int noOps = noOps(experts, places);
        putShares(into, experts, reading, reading.tokens() - distinct - noOps, noOps, reading.tokens());
    }

    private static void tokensChose(Measurements into, int experts, ExpertReading reading) {
        Places places = reading.places();
        int choices = Arrays.stream(places.load()).sum() + places.dropped();
        putShares(into, experts, reading, places.dropped(), noOps(experts, places), choices);
    }

    private static int noOps(int experts, Places places) {
        return Arrays.stream(places.load(), experts, places.load().length).sum();
    }

    private static void putShares(
            Measurements into, int experts, ExpertReading reading, int dropped, int noOps, int all) {
        if (all == 0) {
            return;
        }
        into.put(Metric.EXPERT_DROPPED_SHARE, reading.layer(), (double) dropped / all);
        if (reading.paths() > experts) {
            into.put(Metric.NO_OP_SHARE, reading.layer(), (double) noOps / all);
        }
    }

    private static void shares(Measurements into, ExpertReading reading) {
        int paths = reading.paths();
        double[] mean = new double[paths];
        double entropy = 0;
        Present present = reading.present();
        for (int b = 0; b < present.counts().length; b++) {
            for (int i = 0; i < present.counts()[b]; i++) {
                int row = b * present.places() + i;
                for (int path = 0; path < paths; path++) {
                    double share = reading.shares()[row * paths + path];
                    mean[path] += share;
                    entropy += Entropy.term(share);
                }
            }
        }
        if (reading.tokens() == 0) {
            return;
        }
        into.put(Metric.EXPERT_ENTROPY, reading.layer(), entropy / reading.tokens());
        into.put(
                Metric.EXPERT_MEAN_ENTROPY,
                reading.layer(),
                Arrays.stream(mean)
                        .map(sum -> Entropy.term(sum / reading.tokens()))
                        .sum());
    }
}
