package dev.isobath.server.curves;

import dev.isobath.server.curves.BlockRepository.Extent;
import dev.isobath.spec.protocol.StepReport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Stores the points of curves as blocks of columns. Each batch becomes a small open block of each of its series. Now and then the
 * open blocks are merged, in the transaction of an append, so a reader sees each point once at any time.
 */
@Component
public class CurveWriter {

    private static final int STEPS_BEFORE_MERGE = Block.FULL;
    private static final int BATCHES_BEFORE_MERGE = 64;
    private static final int BLOCKS_BEFORE_MERGE = 16_384;

    /**
     * A block of fewer points is merged with whatever follows it. A larger one waits until as many points follow, so that each
     * point is written only a few times.
     */
    private static final int SMALL = 64;

    private final BlockRepository blocks;
    private final MetricRepository metrics;
    private final MetricSummaries summaries;
    private final Counter appended;

    CurveWriter(
            BlockRepository blocks, MetricRepository metrics, MetricSummaries summaries, MeterRegistry measurements) {
        this.blocks = blocks;
        this.metrics = metrics;
        this.summaries = summaries;
        this.appended = Counter.builder("isobath.curves.points")
                .description("Points of worker nodes that this server has stored")
                .register(measurements);
    }

    /**
     * Adds measurements of the experiment's current attempt. The caller holds a lock on the experiment, so two appends to the
     * same experiment never run at the same time. Points from the first of these steps on are replaced.
     *
     * @throws dev.isobath.server.problems.BadRequestException when the name of a metric is not valid
     * @throws TooManyMetricsException when the experiment would have too many metrics
     */
    @Transactional
    public void append(UUID experiment, List<StepReport> steps) {
        if (steps.isEmpty()) {
            return;
        }
        Map<String, Points> byName = MetricColumns.of(steps);
        appendPoints(experiment, series(experiment, steps, byName), steps.size());
        summaries.append(experiment, byName);
        appended.increment(byName.values().stream().mapToDouble(Points::size).sum());
    }

    /** Adds points of several series. The caller holds a lock on the experiment. */
    @Transactional
    void appendPoints(UUID experiment, SortedMap<Short, Points> added, int steps) {
        long first = added.values().stream().mapToLong(Points::firstStep).min().orElseThrow();
        long last = added.values().stream().mapToLong(Points::lastStep).max().orElseThrow();
        Extent extent = blocks.extent(experiment);
        if (first <= extent.lastStep()) {
            deleteAfter(experiment, first - 1);
            extent = blocks.extent(experiment);
        }
        int openSteps = extent.openSteps() + steps;
        int openBatches = extent.openBatches() + 1;
        int openBlocks = extent.openBlocks() + added.size();
        if (openSteps >= STEPS_BEFORE_MERGE
                || openBatches >= BATCHES_BEFORE_MERGE
                || openBlocks >= BLOCKS_BEFORE_MERGE) {
            merge(experiment, added, extent.mergedStep());
            blocks.save(experiment, new Extent(last, last, 0, 0, 0));
        } else {
            blocks.add(added.entrySet().stream()
                    .map(each -> new Block(experiment, each.getKey(), each.getValue()))
                    .toList());
            blocks.save(experiment, new Extent(last, extent.mergedStep(), openSteps, openBatches, openBlocks));
        }
    }

    /** Deletes the points after {@code step}. The next attempt resumes from that step and measures them again. */
    @Transactional
    public void deleteAfter(UUID experiment, long step) {
        List<Block> kept = blocks.takeAfter(experiment, step).stream()
                .map(block ->
                        new Block(experiment, block.series(), block.points().between(0, step)))
                .toList();
        if (!kept.isEmpty()) {
            blocks.add(kept);
        }
        Extent extent = blocks.extent(experiment);
        if (extent.lastStep() > step) {
            blocks.save(
                    experiment,
                    new Extent(
                            step,
                            Math.min(extent.mergedStep(), step),
                            extent.openSteps(),
                            extent.openBatches(),
                            extent.openBlocks()));
            summaries.rebuild(experiment);
        }
    }

    /** Numbers the metrics and adds the series of the axes. */
    private SortedMap<Short, Points> series(UUID experiment, List<StepReport> steps, Map<String, Points> byName) {
        Map<String, Short> numbers = metrics.findOrAdd(experiment, byName.keySet());
        Points tokens = new Points(steps.size());
        Points flops = new Points(steps.size());
        Points seconds = new Points(steps.size());
        for (StepReport step : steps) {
            tokens.add(step.step(), step.tokens());
            flops.add(step.step(), step.flops());
            seconds.add(step.step(), step.seconds());
        }
        SortedMap<Short, Points> series = new TreeMap<>(Map.of(
                Axis.TOKENS.series(), tokens,
                Axis.FLOPS.series(), flops,
                Axis.SECONDS.series(), seconds));
        byName.forEach((name, points) -> series.put(numbers.getOrDefault(name, (short) 0), points));
        return series;
    }

    /** Merges the open blocks of every series with the added points. */
    private void merge(UUID experiment, SortedMap<Short, Points> added, long mergedStep) {
        Map<Short, List<Block.Head>> open = new TreeMap<>();
        blocks.openBlocks(experiment)
                .forEach(head -> open.computeIfAbsent(head.key().series(), _ -> new ArrayList<>())
                        .add(head));
        List<Block.Key> taken = new ArrayList<>();
        open.forEach((series, heads) -> {
            Points points = added.get(series);
            taken.addAll(mergeable(heads, points == null ? 0 : points.size(), mergedStep));
        });
        Map<Short, List<Points>> parts = new TreeMap<>();
        if (!taken.isEmpty()) {
            blocks.take(experiment, taken)
                    .forEach(block -> parts.computeIfAbsent(block.series(), _ -> new ArrayList<>())
                            .add(block.points()));
        }
        added.forEach((series, points) ->
                parts.computeIfAbsent(series, _ -> new ArrayList<>()).add(points));
        List<Block> merged = new ArrayList<>();
        parts.forEach((series, each) -> merged.addAll(Block.divide(experiment, series, Points.join(each))));
        blocks.add(merged);
    }

    /** Returns the last open blocks that are merged with each other and with the points that follow them. */
    static List<Block.Key> mergeable(List<Block.Head> open, int following, long mergedStep) {
        long points = following;
        int from = open.size();
        while (from > 0) {
            Block.Head before = open.get(from - 1);
            boolean isNew = before.key().firstStep() > mergedStep;
            if (!isNew && before.points() > Math.max(SMALL, points)) {
                break;
            }
            points += before.points();
            from--;
        }
        if (from == open.size() - 1 && following == 0) {
            return List.of(); // one block alone stays as it is
        }
        return open.subList(from, open.size()).stream().map(Block.Head::key).toList();
    }
}
