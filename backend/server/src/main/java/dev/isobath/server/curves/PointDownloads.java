package dev.isobath.server.curves;

import dev.isobath.server.curves.BlockReader.Part;
import dev.isobath.server.curves.BlockReader.Range;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Writes every point of an experiment to a file. Only a few blocks are in memory at a time, however long the curves are. */
@Component
class PointDownloads {

    private final BlockReader blocks;
    private final MetricRepository metrics;
    private final TransactionTemplate snapshot;

    PointDownloads(BlockReader blocks, MetricRepository metrics, PlatformTransactionManager transactions) {
        this.blocks = blocks;
        this.metrics = metrics;
        this.snapshot = new TransactionTemplate(transactions);
        this.snapshot.setReadOnly(true);
        this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    }

    /**
     * Returns the metrics that an experiment has of those that were asked for, or all of them.
     *
     * @throws dev.isobath.server.problems.BadRequestException when a name is no metric's
     */
    Map<String, Short> series(UUID experiment, List<String> names) {
        Map<String, Short> available = metrics.find(experiment);
        MetricNames.check(names, available.keySet());
        return CurveReader.select(available, names);
    }

    /** Writes the points of some metrics, all of one state of the database. */
    void write(UUID experiment, Map<String, Short> series, PointWriter writer) throws IOException {
        try {
            snapshot.executeWithoutResult(_ -> series.forEach((metric, number) -> blocks.read(
                    List.of(new Range(experiment, number, 0, Long.MAX_VALUE, BlockReader.EACH_POINT)),
                    (_, part) -> write(experiment, metric, part, writer))));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        writer.finish();
    }

    private void write(UUID experiment, String metric, Part part, PointWriter writer) {
        Points points = part.points();
        if (points == null) {
            return;
        }
        AxisValues tokens = axis(experiment, Axis.TOKENS, part);
        AxisValues flops = axis(experiment, Axis.FLOPS, part);
        AxisValues seconds = axis(experiment, Axis.SECONDS, part);
        try {
            for (int i = 0; i < points.size(); i++) {
                long step = points.step(i);
                writer.write(metric, step, tokens.at(step), flops.at(step), seconds.at(step), points.value(i));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private AxisValues axis(UUID experiment, Axis axis, Part part) {
        List<Part> parts = new ArrayList<>();
        blocks.read(
                List.of(new Range(
                        experiment, axis.series(), part.firstStep(), part.lastStep(), BlockReader.EACH_POINT)),
                (_, each) -> parts.add(each));
        return AxisValues.OfPoints.of(parts);
    }
}
