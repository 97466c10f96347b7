package dev.isobath.server.curves;

import dev.isobath.server.curves.MetricSummaries.Summary;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Computes the summaries of an experiment's metrics from its points. */
@Repository
class MetricSummaryReader {

    private static final String FINITE = "value not in ('NaN', 'Infinity', '-Infinity')";

    private final JdbcClient database;

    MetricSummaryReader(JdbcClient database) {
        this.database = database;
    }

    /** Returns the summaries of the metrics that have points, by name. */
    Map<String, Summary> read(UUID experiment) {
        Map<String, Summary> summaries = new HashMap<>();
        database.sql("""
                        select m.name, p.last_step, p.least, p.greatest,
                               (select case when %1$s then value end from curve_point l
                                where l.experiment_id = :experiment and l.metric_id = m.id and l.step = p.last_step) as last
                        from curve_metric m
                        join (select metric_id, max(step) as last_step, min(value) filter (where %1$s) as least,
                                     max(value) filter (where %1$s) as greatest
                              from curve_point where experiment_id = :experiment group by metric_id) p on p.metric_id = m.id
                        where m.experiment_id = :experiment
                        """.formatted(FINITE)).param("experiment", experiment).query(row -> {
            summaries.put(
                    row.getString("name"),
                    new Summary(
                            row.getLong("last_step"),
                            row.getObject("last", Double.class),
                            row.getObject("least", Double.class),
                            row.getObject("greatest", Double.class)));
        });
        return summaries;
    }
}
