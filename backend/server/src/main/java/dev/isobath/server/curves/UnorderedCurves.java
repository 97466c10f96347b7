package dev.isobath.server.curves;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Stores the points of programs that keep no order: each metric has steps of its own, and a point may lie before those that are there.
 * The caller holds a lock on the experiment. Curves have steps from 0 to {@value #LAST_STEP}, each once.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class UnorderedCurves {

    /** The last step of a curve. Charts place steps by doubles, and above this not every whole number is one. */
    public static final long LAST_STEP = 1L << 53;

    private final BlockRepository blocks;
    private final MetricRepository metrics;
    private final MetricSummaries summaries;

    UnorderedCurves(BlockRepository blocks, MetricRepository metrics, MetricSummaries summaries) {
        this.blocks = blocks;
        this.metrics = metrics;
        this.summaries = summaries;
    }

    /**
     * Numbers metrics, which may have any names.
     *
     * @return the number of each of the names, and of the other metrics of the experiment
     * @throws TooManyMetricsException when the experiment would have too many metrics
     */
    public Map<String, Short> number(UUID experiment, Set<String> names) {
        return metrics.findOrAddForeign(experiment, names);
    }

    /**
     * Adds points to curves. A point takes the place of one that is there at the same step.
     *
     * @param added the values by step, by the name of the metric, which has a number already
     * @param axes the values of axes by step
     */
    public void merge(
            UUID experiment, Map<String, SortedMap<Long, Double>> added, Map<Axis, SortedMap<Long, Double>> axes) {
        Map<String, Short> numbers = metrics.find(experiment);
        Map<Short, Points> series = new TreeMap<>();
        Map<String, Points> byName = new LinkedHashMap<>();
        added.forEach((name, values) -> {
            Points points = drawn(values);
            if (!points.isEmpty()) {
                byName.put(name, points);
                series.put(numbers.getOrDefault(name, (short) 0), points);
            }
        });
        axes.forEach((axis, values) -> {
            Points points = drawn(values);
            if (!points.isEmpty()) {
                series.put(axis.series(), points);
            }
        });
        if (series.isEmpty()) {
            return;
        }
        Set<Short> changed = store(experiment, series);
        Map<String, Points> appended = new LinkedHashMap<>(byName);
        Set<String> rebuilt = new HashSet<>(byName.keySet());
        rebuilt.removeIf(name -> !changed.contains(numbers.getOrDefault(name, (short) 0)));
        appended.keySet().removeAll(rebuilt);
        if (!appended.isEmpty()) {
            summaries.append(experiment, appended);
        }
        if (!rebuilt.isEmpty()) {
            summaries.rebuild(experiment, rebuilt);
        }
    }

    private static Points drawn(SortedMap<Long, Double> values) {
        Points points = new Points(values.size());
        values.forEach((step, value) -> {
            if (step >= 0 && step <= LAST_STEP) {
                points.add(step, value);
            }
        });
        return points;
    }

    /** Stores points and returns the series that were changed before their ends. */
    private Set<Short> store(UUID experiment, Map<Short, Points> series) {
        Map<Short, List<BlockRepository.Place>> places = blocks.places(experiment, series.keySet());
        Set<Short> changed = new HashSet<>();
        List<Block.Key> taken = new ArrayList<>();
        series.forEach((number, points) -> {
            List<BlockRepository.Place> own = places.getOrDefault(number, List.of());
            if (own.isEmpty() || points.firstStep() > own.getLast().lastStep()) {
                taken.addAll(CurveWriter.mergeable(openEnd(own), points.size(), Long.MAX_VALUE));
            } else {
                changed.add(number);
                own.stream()
                        .filter(place -> place.head().key().firstStep() <= points.lastStep()
                                && place.lastStep() >= points.firstStep())
                        .forEach(place -> taken.add(place.head().key()));
            }
        });
        Map<Short, List<Points>> before = new HashMap<>();
        if (!taken.isEmpty()) {
            blocks.take(experiment, taken)
                    .forEach(block -> before.computeIfAbsent(block.series(), _ -> new ArrayList<>())
                            .add(block.points()));
        }
        List<Block> merged = new ArrayList<>();
        series.forEach((number, points) -> merged.addAll(Block.divide(
                experiment, number, merged(Points.join(before.getOrDefault(number, List.of())), points))));
        blocks.add(merged);
        long last = series.values().stream().mapToLong(Points::lastStep).max().orElseThrow();
        BlockRepository.Extent extent = blocks.extent(experiment);
        long end = Math.max(last, extent.lastStep());
        blocks.save(experiment, new BlockRepository.Extent(end, end, 0, 0, 0));
        return changed;
    }

    /** Returns the blocks at the end of a series that are not closed. */
    private static List<Block.Head> openEnd(List<BlockRepository.Place> places) {
        int from = places.size();
        while (from > 0 && !places.get(from - 1).closed()) {
            from--;
        }
        return places.subList(from, places.size()).stream()
                .map(BlockRepository.Place::head)
                .toList();
    }

    /** Returns the points of both, of which the added ones count where both have the same step. */
    private static Points merged(Points before, Points added) {
        Points merged = new Points(before.size() + added.size());
        int i = 0;
        for (int j = 0; j < added.size(); j++) {
            while (i < before.size() && before.step(i) < added.step(j)) {
                merged.add(before.step(i), before.value(i));
                i++;
            }
            if (i < before.size() && before.step(i) == added.step(j)) {
                i++;
            }
            merged.add(added.step(j), added.value(j));
        }
        for (; i < before.size(); i++) {
            merged.add(before.step(i), before.value(i));
        }
        return merged;
    }
}
