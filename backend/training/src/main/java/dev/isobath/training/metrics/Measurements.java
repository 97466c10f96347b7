package dev.isobath.training.metrics;

import dev.isobath.spec.metrics.Metric;
import java.util.Collections;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The numbers that one step measured, by the names of {@link Metric}. A value that is not a number means that nothing was
 * measured, and is left out.
 */
public final class Measurements {

    private final Map<String, Double> values = new LinkedHashMap<>();

    public Measurements put(Metric metric, double value) {
        return put(metric.text(), value);
    }

    public Measurements put(Metric metric, int layer, double value) {
        return put(metric.at(layer), value);
    }

    public Measurements put(Metric metric, int layer, int path, double value) {
        return put(metric.at(layer, path), value);
    }

    /** Puts the mean of each number over those of the parts that have it. */
    void putMeans(List<Measurements> parts) {
        Map<String, DoubleSummaryStatistics> all = new LinkedHashMap<>();
        for (Measurements part : parts) {
            part.values.forEach((name, value) -> all.computeIfAbsent(name, first -> new DoubleSummaryStatistics())
                    .accept(value));
        }
        all.forEach((name, values) -> put(name, values.getAverage()));
    }

    private Measurements put(String name, double value) {
        if (!Double.isNaN(value)) {
            values.put(name, value);
        }
        return this;
    }

    public Map<String, Double> values() {
        return Collections.unmodifiableMap(values);
    }
}
