package dev.isobath.server.queue;

import dev.isobath.spec.protocol.SystemSample;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * What worker nodes and the processes of attempts used. The samples of an experiment stay as long as the experiment, and those of a node
 * that waits for a week.
 */
@Repository
class SystemSampleRepository {

    /** The most points of a curve that is returned. Where there are more samples, a point is the mean of some. */
    static final int MOST_POINTS = 600;

    private static final Duration KEPT = Duration.ofDays(7);
    private static final String COLUMNS = """
            avg(cpu) as cpu, cast(avg(memory_bytes) as float8) as memory_bytes, avg(process_cpu) as process_cpu,
            cast(avg(process_memory_bytes) as float8) as process_memory_bytes, avg(gpu) as gpu,
            cast(avg(gpu_memory_bytes) as float8) as gpu_memory_bytes
            """;
    private static final RowMapper<SystemPoint> ROW = (row, _) -> new SystemPoint(
            row.getObject("at", OffsetDateTime.class).toInstant(),
            row.getObject("cpu", Double.class),
            row.getObject("memory_bytes", Double.class),
            row.getObject("process_cpu", Double.class),
            row.getObject("process_memory_bytes", Double.class),
            row.getObject("gpu", Double.class),
            row.getObject("gpu_memory_bytes", Double.class));

    private final JdbcTemplate batches;
    private final JdbcClient database;

    SystemSampleRepository(JdbcTemplate batches, JdbcClient database) {
        this.batches = batches;
        this.database = database;
    }

    /**
     * Adds samples.
     *
     * @param experiment the experiment whose attempt ran, or null where the node waited
     * @param now when the call that brought the samples came
     */
    void add(
            String node,
            @Nullable UUID experiment,
            @Nullable Integer attempt,
            List<SystemSample> samples,
            Instant now) {
        batches.batchUpdate("""
                insert into system_sample
                    (node, experiment_id, attempt, at, cpu, memory_bytes, process_cpu, process_memory_bytes, gpu, gpu_memory_bytes)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""", samples, 100, (statement, sample) -> {
            statement.setString(1, node);
            statement.setObject(2, experiment);
            statement.setObject(3, attempt, Types.INTEGER);
            statement.setObject(4, now.minusNanos((long) (sample.age() * 1e9)).atOffset(ZoneOffset.UTC));
            statement.setObject(5, sample.cpu(), Types.REAL);
            statement.setObject(6, sample.memoryBytes(), Types.BIGINT);
            statement.setObject(7, sample.processCpu(), Types.REAL);
            statement.setObject(8, sample.processMemoryBytes(), Types.BIGINT);
            statement.setObject(9, sample.gpu(), Types.REAL);
            statement.setObject(10, sample.gpuMemoryBytes(), Types.BIGINT);
        });
    }

    /** Deletes the samples of nodes that waited, when they are old. */
    void deleteOld() {
        database.sql("delete from system_sample where experiment_id is null and at < clock_timestamp() - "
                        + "cast(:seconds as float8) * interval '1 second'")
                .param("seconds", (double) KEPT.toSeconds())
                .update();
    }

    /** Returns the curve of an experiment, over all its attempts, the oldest point first. */
    List<SystemPoint> ofExperiment(UUID experiment) {
        return database.sql("""
                        with numbered as (
                            select *, row_number() over (order by at) - 1 as number, count(*) over () as samples
                            from system_sample where experiment_id = :experiment)
                        select max(at) as at,
                        """ + COLUMNS + """
                        from numbered group by number / greatest(1, (samples + :most - 1) / :most) order by 1
                        """)
                .param("experiment", experiment)
                .param("most", MOST_POINTS)
                .query(ROW)
                .list();
    }

    /** Returns the curve of a node over the last hours, the oldest point first. Several attempts of one time are one point. */
    List<SystemPoint> ofNode(String node, int hours) {
        return database.sql("""
                        select max(at) as at,
                        """ + COLUMNS + """
                        from system_sample
                        where node = :node and at > clock_timestamp() - :hours * interval '1 hour'
                        group by date_bin(greatest(interval '10 seconds', :hours * interval '1 hour' / :most), at, timestamptz 'epoch')
                        order by 1
                        """)
                .param("node", node)
                .param("hours", hours)
                .param("most", MOST_POINTS)
                .query(ROW)
                .list();
    }
}
