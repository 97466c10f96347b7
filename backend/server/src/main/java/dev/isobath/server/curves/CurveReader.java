package dev.isobath.server.curves;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Reads curves for charts and exports. */
@Repository
public class CurveReader {

    /** The end of a pattern that stands for a metric of every block, and of every path of each block. */
    private static final String ALL_LAYERS = "/*";

    /** The number of rows that are fetched from the database at a time. */
    private static final int FETCH_SIZE = 5_000;

    /** Orders metrics by name and then by number, so that block 2 comes before block 10. */
    private static final Comparator<String> METRIC_ORDER = Comparator.comparing(CurveReader::baseName)
            .thenComparingInt(name -> number(name, 1))
            .thenComparingInt(name -> number(name, 2));

    private final JdbcClient database;
    private final MetricRepository metrics;

    CurveReader(JdbcClient database, MetricRepository metrics) {
        this.database = database;
        this.metrics = metrics;
    }

    /**
     * Returns the requested curves that the experiment has, in the requested order.
     *
     * @param names names of metrics; {@code router_mean/*} stands for that metric of every block; an empty list stands for all
     *     metrics
     * @param points the most points of a curve, at least 2
     */
    @Transactional(readOnly = true)
    public List<Curve> read(UUID experiment, List<String> names, Axis x, int points) {
        return read(List.of(experiment), names, x, points).getFirst().curves();
    }

    /**
     * Returns the curves of several experiments, in the requested order and each experiment once.
     *
     * @throws dev.isobath.server.problems.BadRequestException when a name is no metric's
     */
    @Transactional(readOnly = true)
    public List<ExperimentCurves> read(List<UUID> experiments, List<String> names, Axis x, int points) {
        Map<UUID, Map<String, Short>> available = new LinkedHashMap<>();
        experiments.stream().distinct().forEach(id -> available.put(id, metrics.find(id)));
        MetricNames.check(
                names,
                available.values().stream()
                        .flatMap(reported -> reported.keySet().stream())
                        .collect(Collectors.toSet()));
        return available.entrySet().stream()
                .map(entry -> new ExperimentCurves(
                        entry.getKey(), curves(entry.getKey(), select(entry.getValue(), names), x, points)))
                .toList();
    }

    private List<Curve> curves(UUID experiment, Map<String, Short> selected, Axis x, int points) {
        Short[] ids = selected.values().toArray(Short[]::new);
        Map<Short, CurveDownsampler> downsamplers = downsamplers(experiment, ids, points);
        // The name of the column is a constant of the enum, never text from a request.
        database.sql("select metric_id, " + x.text() + ", value from curve_point"
                        + " where experiment_id = :experiment and metric_id = any(:metrics) order by metric_id, step")
                .withFetchSize(FETCH_SIZE)
                .param("experiment", experiment)
                .param("metrics", ids)
                .query(row -> {
                    CurveDownsampler downsampler = downsamplers.get(row.getShort(1));
                    if (downsampler != null) {
                        downsampler.add(row.getDouble(2), row.getDouble(3));
                    }
                });
        return selected.entrySet().stream()
                .map(entry -> downsamplers
                        .getOrDefault(entry.getValue(), new CurveDownsampler(0, points))
                        .curve(entry.getKey()))
                .toList();
    }

    private static Map<String, Short> select(Map<String, Short> available, List<String> names) {
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

    private Map<Short, CurveDownsampler> downsamplers(UUID experiment, Short[] ids, int points) {
        Map<Short, CurveDownsampler> downsamplers = new HashMap<>();
        database.sql("""
                        select metric_id, count(*) from curve_point
                        where experiment_id = :experiment and metric_id = any(:metrics) group by metric_id
                        """).param("experiment", experiment).param("metrics", ids).query(row -> {
            downsamplers.put(row.getShort(1), new CurveDownsampler(row.getLong(2), points));
        });
        return downsamplers;
    }

    private static String baseName(String metric) {
        return metric.split("/", 2)[0];
    }

    private static int number(String metric, int index) {
        String[] parts = metric.split("/", -1);
        return parts.length > index ? Integer.parseInt(parts[index]) : -1;
    }
}
