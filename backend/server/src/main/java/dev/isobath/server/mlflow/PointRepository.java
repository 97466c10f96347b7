package dev.isobath.server.mlflow;

import dev.isobath.server.experiments.TrainingProgress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Every point that other programs have logged, and the latest of each metric. */
@Repository
class PointRepository {

    private static final String POSITION =
            "(-?[0-9]{1,19}) (-?[0-9]{1,19}) (NaN|-?Infinity|-?[0-9.]+([eE][+-]?[0-9]+)?)";

    private final JdbcClient database;

    PointRepository(JdbcClient database) {
        this.database = database;
    }

    /** Adds points. A point that is there already, as after a request that was sent again, is not added twice. */
    void add(UUID run, List<LoggedPoint> points, Map<String, Short> numbers) {
        short[] metrics = new short[points.size()];
        for (int i = 0; i < metrics.length; i++) {
            metrics[i] = numbers.getOrDefault(points.get(i).key(), (short) 0);
        }
        database.sql("""
                        insert into external_point (experiment_id, metric, at_millis, step, value)
                        select :run, p.* from unnest(:metric::smallint[], :at::bigint[], :step::bigint[], :value::float8[])
                            as p(metric, at_millis, step, value)
                        on conflict do nothing
                        """)
                .param("run", run)
                .param("metric", metrics)
                .param("at", points.stream().mapToLong(LoggedPoint::millis).toArray())
                .param("step", points.stream().mapToLong(LoggedPoint::step).toArray())
                .param("value", points.stream().mapToDouble(LoggedPoint::value).toArray())
                .update();
    }

    /** Takes points in that may be the latest of their metrics. NaN is larger than any other value. */
    void addLatest(UUID run, List<LoggedPoint> points) {
        database.sql("""
                        insert into external_metric as m (experiment_id, name, at_millis, step, value)
                        select distinct on (p.name) :run, p.name, p.at_millis, p.step, p.value
                        from unnest(:name::text[], :at::bigint[], :step::bigint[], :value::float8[])
                            as p(name, at_millis, step, value)
                        order by p.name, p.step desc, p.at_millis desc, p.value desc
                        on conflict (experiment_id, name) do update
                            set at_millis = excluded.at_millis, step = excluded.step, value = excluded.value
                            where (excluded.step, excluded.at_millis, excluded.value) > (m.step, m.at_millis, m.value)
                        """)
                .param("run", run)
                .param("name", points.stream().map(LoggedPoint::key).toArray(String[]::new))
                .param("at", points.stream().mapToLong(LoggedPoint::millis).toArray())
                .param("step", points.stream().mapToLong(LoggedPoint::step).toArray())
                .param("value", points.stream().mapToDouble(LoggedPoint::value).toArray())
                .update();
    }

    /** Returns the latest points of some metrics. */
    List<LoggedPoint> latest(UUID run, Set<String> names) {
        return database.sql("""
                        select name, value, at_millis, step from external_metric
                        where experiment_id = :run and name = any(:names)
                        """)
                .param("run", run)
                .param("names", names.toArray(String[]::new))
                .query((row, _) -> new LoggedPoint(row.getString(1), row.getDouble(2), row.getLong(3), row.getLong(4)))
                .list();
    }

    /** Returns the progress that the latest points tell of. */
    TrainingProgress progress(UUID run) {
        return database.sql("""
                        select greatest(coalesce(max(m.step), 0), 0) as step,
                            coalesce(max(m.value) filter (where m.name = 'flops' and m.value >= 0 and m.value < 'Infinity'), 0) as flops,
                            greatest(coalesce(max(m.at_millis)::float8 - min(r.start_millis)::float8, 0), 0) / 1000 as seconds,
                            max(m.value) filter (where m.name = 'train_loss') as train,
                            max(m.value) filter (where m.name = 'val_loss') as held_out,
                            max(m.value) filter (where m.name = 'tokens_per_second') as speed
                        from external_metric m join external_run r on r.experiment_id = m.experiment_id
                        where m.experiment_id = :run
                        """)
                .param("run", run)
                .query((row, _) -> new TrainingProgress(
                        row.getLong("step"),
                        row.getDouble("flops"),
                        row.getDouble("seconds"),
                        row.getObject("train", Double.class),
                        row.getObject("held_out", Double.class),
                        row.getObject("speed", Double.class)))
                .single();
    }

    /** Returns the points of a metric after a position, in the order of their times. */
    List<Json.Metric> after(UUID run, String key, @Nullable String position, int most) {
        long at = Long.MIN_VALUE;
        long step = Long.MIN_VALUE;
        double value = Double.NEGATIVE_INFINITY;
        if (position != null) {
            String[] parts = position.split(" ", -1);
            try {
                at = Long.parseLong(parts[0]);
                step = Long.parseLong(parts[1]);
                value = Double.parseDouble(parts[2]);
            } catch (NumberFormatException e) {
                throw MlflowException.invalid("page_token", position, "it is none of this list");
            }
        }
        return database.sql("""
                        select p.value, p.at_millis, p.step from external_point p
                        join curve_metric m on m.experiment_id = p.experiment_id and m.id = p.metric
                        where p.experiment_id = :run and m.name = :key and (p.at_millis, p.step, p.value) %s (:at, :step, :value)
                        order by p.at_millis, p.step, p.value limit :most
                        """.formatted(position == null ? ">=" : ">"))
                .param("run", run)
                .param("key", key)
                .param("at", at)
                .param("step", step)
                .param("value", value)
                .param("most", most)
                .query((row, _) -> new Json.Metric(key, row.getDouble(1), row.getLong(2), row.getLong(3)))
                .list();
    }

    /** Returns the position of a point, with which the page after it begins. */
    static String position(Json.Metric point) {
        return point.timestamp() + " " + point.step() + " " + point.value();
    }

    static @Nullable String position(@Nullable String token) {
        return PageToken.parse(token, POSITION);
    }

    /** Returns points of a metric at about evenly spaced places in a range of steps, at most so many and the last one among them. */
    List<Json.Metric> spread(UUID run, String key, long first, long last, int most) {
        return database.sql("""
                        with p as (
                            select p.value, p.at_millis, p.step,
                                row_number() over (order by p.step, p.at_millis, p.value) as number, count(*) over () as total
                            from external_point p
                            join curve_metric m on m.experiment_id = p.experiment_id and m.id = p.metric
                            where p.experiment_id = :run and m.name = :key and p.step between :first and :last)
                        select value, at_millis, step from p
                        where total <= :most or number = total or (number - 1) * (:most - 1) / total
                            <> (number - 2) * (:most - 1) / total or number = 1
                        order by number
                        """)
                .param("run", run)
                .param("key", key)
                .param("first", first)
                .param("last", last)
                .param("most", (long) most)
                .query((row, _) ->
                        new Json.Metric(key, row.getDouble(1), row.getLong(2), row.getLong(3), RunIds.text(run)))
                .list();
    }
}
