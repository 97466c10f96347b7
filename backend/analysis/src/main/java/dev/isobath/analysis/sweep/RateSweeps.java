package dev.isobath.analysis.sweep;

import dev.isobath.analysis.Bootstrap;
import dev.isobath.analysis.Optimum;
import dev.isobath.analysis.Outcome;
import dev.isobath.analysis.Outcome.Found;
import dev.isobath.analysis.Outcome.Refused;
import dev.isobath.analysis.numerics.LogParabola;
import dev.isobath.analysis.numerics.Sample;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Finds the best learning rate of each kind at each size. */
public final class RateSweeps {

    /** The loss over ln(rate) is steep on the side of high rates, so a parabola fits near the best rate only. */
    private static final int NEIGHBOURS = 2;

    private RateSweeps() {}

    private record Group(String kind, double size) {}

    /**
     * Finds the best learning rates.
     *
     * @return one entry for each kind and size, in the order in which they first occur
     */
    public static List<RateSweep> of(List<RateRun> runs, Bootstrap bootstrap) {
        Map<Group, List<RateRun>> groups = runs.stream()
                .collect(Collectors.groupingBy(
                        run -> new Group(run.kind(), run.size()), LinkedHashMap::new, Collectors.toList()));
        return groups.values().stream().map(each -> sweep(each, bootstrap)).toList();
    }

    private static RateSweep sweep(List<RateRun> runs, Bootstrap bootstrap) {
        List<RateRun> finite =
                runs.stream().filter(run -> Double.isFinite(run.loss())).toList();
        NavigableMap<Double, Sample> byRate = new TreeMap<>();
        finite.stream()
                .collect(Collectors.groupingBy(RateRun::rate, TreeMap::new, Collectors.toList()))
                .forEach((rate, same) -> byRate.put(
                        rate,
                        Sample.of(same.stream()
                                .mapToDouble(RateRun::loss)
                                .sorted()
                                .toArray())));
        List<Double> tried =
                runs.stream().map(RateRun::rate).distinct().sorted().toList();
        Optional<Map.Entry<Double, Sample>> best = byRate.entrySet().stream()
                .min(Comparator.comparingDouble(each -> each.getValue().mean()));
        RateRun first = runs.getFirst();
        int leftOut = runs.size() - finite.size();
        String none =
                "Every run of the sweep has a loss that is not finite, so no learning rate is best. Try lower ones.";
        return new RateSweep(
                first.kind(),
                first.size(),
                best.<Outcome<RateSweep.Best>>map(each -> new Found<>(new RateSweep.Best(
                                each.getKey(), each.getValue().estimate("run", "runs"), edge(each.getKey(), tried))))
                        .orElseGet(() -> new Refused<>(none)),
                best.map(each -> optimum(finite, byRate, each.getKey(), bootstrap))
                        .orElseGet(() -> new Refused<>(none)),
                tried.size(),
                leftOut);
    }

    private static Edge edge(double best, List<Double> tried) {
        if (tried.size() == 1) {
            return Edge.ONLY;
        }
        if (best == tried.getFirst()) {
            return Edge.LOWEST;
        }
        return best == tried.getLast() ? Edge.HIGHEST : Edge.INSIDE;
    }

    private static Outcome<Optimum> optimum(
            List<RateRun> finite, NavigableMap<Double, Sample> byRate, double best, Bootstrap bootstrap) {
        double low = best;
        double high = best;
        for (int i = 0; i < NEIGHBOURS; i++) {
            low = Optional.ofNullable(byRate.lowerKey(low)).orElse(low);
            high = Optional.ofNullable(byRate.higherKey(high)).orElse(high);
        }
        double least = low;
        double most = high;
        List<RateRun> near = finite.stream()
                .filter(run -> run.rate() >= least && run.rate() <= most)
                .toList();
        return LogParabola.optimum(
                "learning rate",
                near.stream().mapToDouble(RateRun::rate).toArray(),
                near.stream().mapToDouble(RateRun::loss).toArray(),
                bootstrap);
    }
}
