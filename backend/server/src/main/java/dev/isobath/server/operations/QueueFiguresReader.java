package dev.isobath.server.operations;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the figures of the queue. All gauges of one scrape share one query. */
@Component
class QueueFiguresReader {

    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Each count has a partial index of its own, so that the query does not read finished experiments. */
    private static final String FIGURES = """
            select waiting.number as queued, waiting.oldest, running.number as running, nodes.number as nodes, nodes.slots,
                attempts.number as attempts
            from (select count(*) as number,
                    coalesce(extract(epoch from clock_timestamp() - min(queued_at)), 0)::float8 as oldest
                    from experiment where state = 'QUEUED' and deleted_at is null) waiting,
                (select count(*) as number from experiment where state = 'RUNNING' and deleted_at is null) running,
                (select count(*) as number, coalesce(sum(slots), 0) as slots
                    from worker_node where last_seen_at > clock_timestamp() - interval '90 seconds') nodes,
                (select count(*) as number from attempt where state = 'RUNNING') attempts
            """;

    private final JdbcClient database;
    private @Nullable QueueFigures last;
    private long readAt;

    QueueFiguresReader(JdbcClient database) {
        this.database = database;
    }

    /**
     * Returns the figures, which are at most two seconds old.
     *
     * @throws org.springframework.dao.DataAccessException when the database does not answer
     */
    synchronized QueueFigures read() {
        QueueFigures known = last;
        if (known != null && System.nanoTime() - readAt < KEPT_NANOS) {
            return known;
        }
        QueueFigures figures = database.sql(FIGURES)
                .query((row, _) -> new QueueFigures(
                        row.getLong("queued"),
                        row.getLong("running"),
                        row.getDouble("oldest"),
                        row.getLong("nodes"),
                        row.getLong("slots"),
                        row.getLong("attempts")))
                .single();
        readAt = System.nanoTime();
        last = figures;
        return figures;
    }
}
