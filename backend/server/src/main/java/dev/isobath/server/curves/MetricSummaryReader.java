package dev.isobath.server.curves;

import dev.isobath.server.curves.MetricSummaries.Summary;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Computes the summaries of an experiment's metrics from its blocks. Of a closed block it reads the coarsest level only. */
@Repository
class MetricSummaryReader {

    private static final int FETCH_SIZE = 500;

    private final JdbcClient database;

    MetricSummaryReader(JdbcClient database) {
        this.database = database;
    }

    /** Returns the summaries of the metrics that have points, by name. */
    Map<String, Summary> read(UUID experiment) {
        return read(experiment, null);
    }

    /** Returns the summaries of those of some metrics that have points, by name; of all metrics where the names are null. */
    Map<String, Summary> read(UUID experiment, @Nullable Set<String> names) {
        Map<String, Summary> summaries = new HashMap<>();
        database.sql("""
                        select m.name, b.last_step, b.last_value, b.level_3,
                               case when b.level_3 is null then b.content end as content
                        from curve_block b
                        join curve_metric m on m.experiment_id = b.experiment_id and m.id = b.series
                        where b.experiment_id = :experiment
                            and (cast(:names as text[]) is null or m.name = any(cast(:names as text[])))
                        order by b.series, b.first_step
                        """)
                .withFetchSize(FETCH_SIZE)
                .param("experiment", experiment)
                .param("names", names == null ? null : names.toArray(String[]::new))
                .query(row -> {
                    summaries.merge(row.getString("name"), summary(row), Summary::and);
                });
        return summaries;
    }

    private static Summary summary(ResultSet row) throws SQLException {
        byte[] level = row.getBytes("level_3");
        double[] lows;
        double[] highs;
        if (level == null) {
            Points points = PointCodec.decode(row.getBytes("content"));
            lows = new double[points.size()];
            Arrays.setAll(lows, points::value);
            highs = lows;
        } else {
            Buckets buckets = Buckets.decode(level);
            lows = buckets.least();
            highs = buckets.greatest();
        }
        double last = row.getDouble("last_value");
        return new Summary(
                row.getLong("last_step"),
                Double.isFinite(last) ? (Double) last : null,
                known(Arrays.stream(lows).filter(Double::isFinite).min().orElse(Double.NaN)),
                known(Arrays.stream(highs).filter(Double::isFinite).max().orElse(Double.NaN)));
    }

    private static @Nullable Double known(double value) {
        return Double.isNaN(value) ? null : (Double) value;
    }
}
