package dev.isobath.server.curves;

import dev.isobath.server.curves.BlockReader.Part;
import dev.isobath.server.curves.BlockReader.Range;
import dev.isobath.server.curves.BlockReader.Steps;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads curves for charts. All points of a request are those of one state of the database. */
@Component
public class CurveReader {

    /** The end of a pattern that stands for a metric of every block, and of every path of each block. */
    private static final String ALL_LAYERS = "/*";

    /** A query for at most this many points is answered without a transaction, which would hold all rows in memory. */
    private static final long MAX_SHORT = 1_000_000;

    /** Orders metrics by name and then by number, so that block 2 comes before block 10. */
    private static final Comparator<String> METRIC_ORDER = Comparator.comparing(CurveReader::baseName)
            .thenComparingInt(name -> number(name, 1))
            .thenComparingInt(name -> number(name, 2))
            .thenComparing(Comparator.naturalOrder());

    private final BlockReader blocks;
    private final MetricRepository metrics;
    private final TransactionTemplate snapshot;

    CurveReader(BlockReader blocks, MetricRepository metrics, PlatformTransactionManager transactions) {
        this.blocks = blocks;
        this.metrics = metrics;
        this.snapshot = new TransactionTemplate(transactions);
        snapshot.setReadOnly(true);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    }

    /**
     * Returns the requested curves of several experiments, in the requested order and each experiment once. A metric that an
     * experiment does not have is left out.
     *
     * @throws dev.isobath.server.problems.BadRequestException when a name is no metric's
     */
    public List<ExperimentCurves> read(List<UUID> experiments, CurveQuery query) {
        // The points of a short query over steps come from one statement, which sees one state by itself.
        boolean isShort = query.x() == Axis.STEP
                && query.smoothing() == null
                && (long) Math.max(1, query.metrics().size()) * experiments.size() * query.points() <= MAX_SHORT
                && !query.metrics().isEmpty()
                && query.metrics().stream().noneMatch(name -> name.endsWith(ALL_LAYERS));
        return isShort
                ? readAll(experiments, query)
                : Objects.requireNonNull(snapshot.execute(_ -> readAll(experiments, query)));
    }

    private List<ExperimentCurves> readAll(List<UUID> experiments, CurveQuery query) {
        Map<UUID, Map<String, Short>> available = metrics.find(experiments);
        MetricNames.check(
                query.metrics(),
                available.values().stream()
                        .flatMap(reported -> reported.keySet().stream())
                        .collect(Collectors.toSet()));
        Map<UUID, List<CurveAssembly>> wanted = begin(available, query);
        List<CurveAssembly> filled = wanted.values().stream()
                .flatMap(List::stream)
                .filter(curve -> !curve.isEmpty())
                .toList();
        if (query.smoothing() == null) {
            fill(filled, filled.stream().map(CurveAssembly::range).toList());
        } else {
            // Smoothing needs each point. One curve at a time bounds the memory.
            filled.forEach(curve -> fill(List.of(curve), List.of(curve.range())));
        }
        filled.stream()
                .filter(CurveAssembly::needsEachPoint)
                .forEach(curve -> fill(List.of(curve), List.of(curve.readEachPoint())));
        return finish(wanted, query.x());
    }

    private Map<UUID, List<CurveAssembly>> begin(Map<UUID, Map<String, Short>> available, CurveQuery query) {
        List<UUID> experiments = List.copyOf(available.keySet());
        Map<UUID, Long> lastSteps = blocks.lastSteps(experiments);
        Map<UUID, Steps> ranges = query.isZoomed() && query.x() != Axis.STEP
                ? blocks.steps(experiments, query.x(), query.from(), query.to())
                : Map.of();
        Map<UUID, List<CurveAssembly>> wanted = new LinkedHashMap<>();
        available.forEach((experiment, reported) -> {
            Steps range = ranges.getOrDefault(experiment, stepsOf(query));
            long high = Math.min(range.high(), lastSteps.getOrDefault(experiment, -1L));
            List<CurveAssembly> curves = new ArrayList<>();
            select(reported, query.metrics())
                    .forEach((metric, series) -> curves.add(new CurveAssembly(
                            experiment, metric, series, range.low(), high, query.points(), query.smoothing())));
            wanted.put(experiment, curves);
        });
        return wanted;
    }

    /** Returns the range of steps of a query over steps. */
    private static Steps stepsOf(CurveQuery query) {
        boolean overSteps = query.x() == Axis.STEP;
        Double from = query.from();
        Double to = query.to();
        // The conversion to long keeps numbers beyond its range at its ends.
        return new Steps(
                overSteps && from != null ? Math.max(0, (long) Math.ceil(from)) : 0,
                overSteps && to != null ? (long) Math.floor(to) : Long.MAX_VALUE);
    }

    private void fill(List<CurveAssembly> curves, List<Range> ranges) {
        blocks.read(ranges, (number, part) -> curves.get(number).add(part));
    }

    private List<ExperimentCurves> finish(Map<UUID, List<CurveAssembly>> wanted, Axis axis) {
        Map<Range, AxisValues> ofBuckets = axis == Axis.STEP ? Map.of() : ofBuckets(wanted, axis);
        List<ExperimentCurves> finished = new ArrayList<>();
        wanted.forEach((experiment, curves) -> {
            // The axis has each step of the run. It is kept for the curves of one experiment only.
            Map<Range, AxisValues> axes = new HashMap<>(ofBuckets);
            finished.add(new ExperimentCurves(
                    experiment,
                    curves.stream()
                            .map(curve -> curve.curve(axisOf(curve, axis, axes)))
                            .toList()));
        });
        return finished;
    }

    private Map<Range, AxisValues> ofBuckets(Map<UUID, List<CurveAssembly>> wanted, Axis axis) {
        List<Range> ranges = wanted.values().stream()
                .flatMap(List::stream)
                .filter(curve -> curve.hasPoints() && !curve.hasEachPoint())
                .map(curve -> curve.axisRange(axis))
                .distinct()
                .toList();
        List<AxisValues.OfBuckets> values = ranges.stream()
                .map(range -> new AxisValues.OfBuckets(new Buckets(range.level(), 16)))
                .toList();
        blocks.read(ranges, (number, part) -> values.get(number).add(part));
        Map<Range, AxisValues> byRange = new HashMap<>();
        for (int i = 0; i < ranges.size(); i++) {
            byRange.put(ranges.get(i), values.get(i));
        }
        return byRange;
    }

    private AxisValues axisOf(CurveAssembly curve, Axis axis, Map<Range, AxisValues> axes) {
        if (axis == Axis.STEP || !curve.hasPoints()) {
            return new AxisValues.OfSteps();
        }
        return axes.computeIfAbsent(curve.axisRange(axis), range -> {
            List<Part> parts = new ArrayList<>();
            blocks.read(List.of(range), (_, part) -> parts.add(part));
            return AxisValues.OfPoints.of(parts);
        });
    }

    /** Returns the metrics that names stand for, with their numbers, in the order of the names. */
    static Map<String, Short> select(Map<String, Short> available, List<String> names) {
        Map<String, Short> selected = new LinkedHashMap<>();
        List<String> sorted = available.keySet().stream().sorted(METRIC_ORDER).toList();
        for (String name : names.isEmpty() ? sorted : names) {
            if (name.endsWith(ALL_LAYERS)) {
                String prefix = name.substring(0, name.length() - ALL_LAYERS.length() + 1);
                sorted.stream()
                        .filter(metric -> metric.startsWith(prefix))
                        .forEach(metric -> selected.put(metric, available.getOrDefault(metric, (short) 0)));
            } else if (available.containsKey(name)) {
                selected.put(name, available.getOrDefault(name, (short) 0));
            }
        }
        return selected;
    }

    private static String baseName(String metric) {
        return metric.split("/", 2)[0];
    }

    private static int number(String metric, int index) {
        String[] parts = metric.split("/", -1);
        // The names of other programs have words behind a slash.
        return parts.length > index && parts[index].matches("[0-9]{1,9}") ? Integer.parseInt(parts[index]) : -1;
    }
}
