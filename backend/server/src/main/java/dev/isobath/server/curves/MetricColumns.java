package dev.isobath.server.curves;

import dev.isobath.spec.protocol.StepReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns reports of steps into one column of points for each metric. */
final class MetricColumns {

    private final Map<String, Points> columns = new LinkedHashMap<>();
    private final int capacity;

    /** The names of the step before and their columns. Most steps report the same metrics in the same order. */
    private final List<String> names = new ArrayList<>();

    private final List<Points> inOrder = new ArrayList<>();

    private MetricColumns(int capacity) {
        this.capacity = capacity;
    }

    /** Returns the points of each metric that is reported. */
    static Map<String, Points> of(List<StepReport> steps) {
        MetricColumns columns = new MetricColumns(steps.size());
        for (StepReport step : steps) {
            columns.add(step.step(), step.metrics());
        }
        return columns.columns;
    }

    private void add(long step, Map<String, Double> metrics) {
        int i = 0;
        for (Map.Entry<String, Double> metric : metrics.entrySet()) {
            column(i++, metric.getKey()).add(step, metric.getValue());
        }
    }

    private Points column(int index, String name) {
        if (index < names.size() && names.get(index).equals(name)) {
            return inOrder.get(index);
        }
        Points points = columns.computeIfAbsent(name, _ -> new Points(columns.size() < 64 ? capacity : 16));
        if (index < names.size()) {
            names.set(index, name);
            inOrder.set(index, points);
        } else {
            names.add(name);
            inOrder.add(points);
        }
        return points;
    }
}
