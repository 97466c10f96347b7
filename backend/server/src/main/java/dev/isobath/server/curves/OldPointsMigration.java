package dev.isobath.server.curves;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Moves the points of older versions, which had a row for each point, into blocks. This happens when the server starts, before it
 * takes calls. Each experiment is moved in a transaction of its own, so a server that is killed goes on where it was. Two servers
 * that start at the same time wait for each other at each experiment.
 */
@Component
class OldPointsMigration implements InitializingBean {

    private static final Logger log = LoggerFactory.getLogger(OldPointsMigration.class);

    private static final int FETCH_SIZE = 10_000;

    /** The number of steps that are moved at a time. They become whole blocks. */
    private static final int STEPS_AT_A_TIME = 4 * Block.FULL;

    private final JdbcClient database;
    private final CurveWriter curves;
    private final TransactionTemplate transaction;

    OldPointsMigration(JdbcClient database, CurveWriter curves, TransactionTemplate transaction) {
        this.database = database;
        this.curves = curves;
        this.transaction = transaction;
    }

    @Override
    public void afterPropertiesSet() {
        List<UUID> experiments = database.sql("""
                        select id from experiment e
                        where exists (select 1 from curve_point p where p.experiment_id = e.id) order by sequence
                        """)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
        if (experiments.isEmpty()) {
            return;
        }
        log.info("Moving the curves of {} experiments into blocks; this happens once", experiments.size());
        long points = 0;
        for (int i = 0; i < experiments.size(); i++) {
            UUID experiment = experiments.get(i);
            Long moved = transaction.execute(_ -> move(experiment));
            points += moved == null ? 0 : moved;
            log.info("Moved the curves of {} of {} experiments, {} points", i + 1, experiments.size(), points);
        }
        transaction.executeWithoutResult(_ -> {
            database.sql("lock table curve_point in access exclusive mode").update();
            if (database.sql("select not exists (select 1 from curve_point)")
                    .query(Boolean.class)
                    .single()) {
                // Deleted rows keep their space on the disk. This gives it back.
                database.sql("truncate curve_point").update();
            }
        });
    }

    private long move(UUID experiment) {
        // Appends hold the same lock.
        database.sql("select id from experiment where id = :id for update")
                .param("id", experiment)
                .query(UUID.class)
                .optional();
        long moved = 0;
        long after = database.sql("select last_step from curve_extent where experiment_id = :id")
                .param("id", experiment)
                .query(Long.class)
                .optional()
                .orElse(-1L);
        long last = database.sql("select coalesce(max(step), -1) from curve_point where experiment_id = :id")
                .param("id", experiment)
                .query(Long.class)
                .single();
        while (after < last) {
            SortedMap<Short, Points> series = points(experiment, after);
            if (series.isEmpty()) {
                after = nextStep(experiment, after) - 1;
                continue;
            }
            curves.appendPoints(
                    experiment,
                    series,
                    series.getOrDefault(Axis.TOKENS.series(), new Points(0)).size());
            after += STEPS_AT_A_TIME;
            for (Map.Entry<Short, Points> each : series.entrySet()) {
                moved += each.getKey() > 0 ? each.getValue().size() : 0;
            }
        }
        database.sql("delete from curve_point where experiment_id = :id")
                .param("id", experiment)
                .update();
        return moved;
    }

    private long nextStep(UUID experiment, long after) {
        return database.sql("select min(step) from curve_point where experiment_id = :id and step > :after")
                .param("id", experiment)
                .param("after", after)
                .query(Long.class)
                .single();
    }

    /** Reads the points of the next steps, and the axes, which every point of a step had beside it. */
    private SortedMap<Short, Points> points(UUID experiment, long after) {
        Map<Short, Points> series = new HashMap<>();
        database.sql("""
                        select step, metric_id, value, tokens, flops, seconds from curve_point
                        where experiment_id = :id and step > :after and step <= :last
                        order by step, metric_id
                        """)
                .withFetchSize(FETCH_SIZE)
                .param("id", experiment)
                .param("after", after)
                .param("last", after + STEPS_AT_A_TIME)
                .query(row -> {
                    long step = row.getLong(1);
                    add(series, row.getShort(2), step, row.getDouble(3));
                    Points tokens = series.computeIfAbsent(Axis.TOKENS.series(), _ -> new Points(16));
                    if (tokens.isEmpty() || tokens.lastStep() < step) {
                        tokens.add(step, row.getDouble(4));
                        add(series, Axis.FLOPS.series(), step, row.getDouble(5));
                        add(series, Axis.SECONDS.series(), step, row.getDouble(6));
                    }
                });
        return new TreeMap<>(series);
    }

    private static void add(Map<Short, Points> series, short number, long step, double value) {
        series.computeIfAbsent(number, _ -> new Points(16)).add(step, value);
    }
}
