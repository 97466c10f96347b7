package dev.isobath.server.curves;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Keeps the last, least and greatest value of each metric of each experiment, by which lists of experiments filter and sort. Both
 * methods are called where the points themselves change, in the same transaction and under the same lock.
 */
@Repository
class MetricSummaries {

    /** The summary of one metric. Values that are no finite numbers count as none. */
    record Summary(
            long lastStep,
            @Nullable Double last,
            @Nullable Double least,
            @Nullable Double greatest) {

        /** Returns the summary of points, of which there is at least one. */
        static Summary of(Points points) {
            double least = Double.POSITIVE_INFINITY;
            double greatest = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < points.size(); i++) {
                double value = points.value(i);
                if (Double.isFinite(value)) {
                    least = Math.min(least, value);
                    greatest = Math.max(greatest, value);
                }
            }
            return new Summary(
                    points.lastStep(), known(points.value(points.size() - 1)), known(least), known(greatest));
        }

        private static @Nullable Double known(double value) {
            return Double.isFinite(value) ? (Double) value : null;
        }

        /** Returns the summary of these points and of others, which come later. */
        Summary and(Summary later) {
            return new Summary(
                    later.lastStep(),
                    later.last(),
                    least == null || later.least() == null
                            ? (least == null ? later.least() : least)
                            : (Double) Math.min(least, later.least()),
                    greatest == null || later.greatest() == null
                            ? (greatest == null ? later.greatest() : greatest)
                            : (Double) Math.max(greatest, later.greatest()));
        }
    }

    private final JdbcClient database;
    private final MetricSummaryReader points;

    MetricSummaries(JdbcClient database, MetricSummaryReader points) {
        this.database = database;
        this.points = points;
    }

    /** Takes points in that were just appended to the experiment's curves. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void append(UUID experiment, Map<String, Points> added) {
        Map<String, Summary> summaries = new LinkedHashMap<>();
        added.forEach((name, points) -> summaries.put(name, Summary.of(points)));
        save(experiment, summaries);
    }

    /** Computes everything again from the points that are left, after those behind a step were deleted. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void rebuild(UUID experiment) {
        database.sql("delete from metric_value where experiment_id = :experiment")
                .param("experiment", experiment)
                .update();
        save(experiment, points.read(experiment));
    }

    /** Computes the summaries of some metrics again, whose points were changed in the middle of their curves. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void rebuild(UUID experiment, Set<String> names) {
        database.sql("delete from metric_value where experiment_id = :experiment and name = any(:names)")
                .param("experiment", experiment)
                .param("names", names.toArray(String[]::new))
                .update();
        save(experiment, points.read(experiment, names));
    }

    private void save(UUID experiment, Map<String, Summary> summaries) {
        if (summaries.isEmpty()) {
            return;
        }
        List<Summary> values = List.copyOf(summaries.values());
        database.sql("""
                        insert into metric_value as m (name, experiment_id, last_step, last, least, greatest)
                        select n.name, :experiment, n.step, n.last, n.least, n.greatest
                        from unnest(:name::text[], :step::bigint[], :last::float8[], :least::float8[], :greatest::float8[])
                            as n(name, step, last, least, greatest)
                        on conflict (name, experiment_id) do update
                            set last_step = excluded.last_step, last = excluded.last,
                                least = least(m.least, excluded.least),
                                greatest = greatest(m.greatest, excluded.greatest)
                        """)
                .param("experiment", experiment)
                .param("name", summaries.keySet().toArray(String[]::new))
                .param("step", values.stream().map(Summary::lastStep).toArray(Long[]::new))
                .param("last", values.stream().map(Summary::last).toArray(Double[]::new))
                .param("least", values.stream().map(Summary::least).toArray(Double[]::new))
                .param("greatest", values.stream().map(Summary::greatest).toArray(Double[]::new))
                .update();
    }
}
