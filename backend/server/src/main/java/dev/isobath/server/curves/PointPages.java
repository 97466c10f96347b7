package dev.isobath.server.curves;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Reads each point of one metric, a page at a time. */
@Component
@Transactional(readOnly = true)
public class PointPages {

    /**
     * One point.
     *
     * @param seconds the time in training at which it was measured; NaN where it is not known
     */
    public record Point(long step, double value, double seconds) {}

    private final BlockRepository blocks;
    private final MetricRepository metrics;

    PointPages(BlockRepository blocks, MetricRepository metrics) {
        this.blocks = blocks;
        this.metrics = metrics;
    }

    /** Returns the first points after a step, at most so many; none when the experiment does not have the metric. */
    public List<Point> after(UUID experiment, String metric, long step, int most) {
        Short series = metrics.find(experiment).get(metric);
        if (series == null) {
            return List.of();
        }
        Points values = blocks.after(experiment, series, step, most);
        if (values.isEmpty()) {
            return List.of();
        }
        // Every step has its seconds, so there are as many between these steps as the steps are apart, or fewer.
        AxisValues seconds = new AxisValues.OfPoints(
                blocks.between(experiment, Axis.SECONDS.series(), values.firstStep(), values.lastStep()));
        List<Point> points = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            points.add(new Point(values.step(i), values.value(i), seconds.at(values.step(i))));
        }
        return points;
    }
}
