package dev.isobath.server.queue;

import dev.isobath.spec.protocol.LeaseRequest;
import dev.isobath.spec.protocol.NodeDescription;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The worker nodes that have asked for experiments. */
@Repository
class WorkerNodeRepository {

    private final JdbcTemplate database;

    WorkerNodeRepository(JdbcTemplate database) {
        this.database = database;
    }

    /** Records that a node has called now, with its description. A record that is lost with the machine is made again by the next call. */
    @Transactional
    public void register(LeaseRequest request) {
        NodeDescription description = request.description();
        database.execute("set local synchronous_commit = off");
        database.update(connection -> {
            var statement = connection.prepareStatement("""
                    insert into worker_node
                        (name, hostname, slots, cores, memory_bytes, device, version, labels, processor_class,
                         device_memory_bytes, last_seen_at)
                    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, clock_timestamp())
                    on conflict (name) do update set
                        hostname = excluded.hostname, slots = excluded.slots, cores = excluded.cores,
                        memory_bytes = excluded.memory_bytes, device = excluded.device, version = excluded.version,
                        labels = excluded.labels, processor_class = excluded.processor_class,
                        device_memory_bytes = excluded.device_memory_bytes,
                        last_seen_at = excluded.last_seen_at""");
            statement.setString(1, request.node());
            statement.setString(2, description.hostname());
            statement.setInt(3, description.slots());
            statement.setInt(4, description.cores());
            statement.setLong(5, description.memoryBytes());
            statement.setString(6, description.device());
            statement.setString(7, description.version());
            statement.setArray(
                    8, connection.createArrayOf("text", request.labels().toArray()));
            statement.setString(9, description.processorClass());
            statement.setObject(10, description.deviceMemoryBytes(), Types.BIGINT);
            return statement;
        });
    }

    /** Records that one of the node's attempts has called now. */
    void recordSeen(String node) {
        database.update("update worker_node set last_seen_at = clock_timestamp() where name = ?", node);
    }

    List<WorkerView> list() {
        Map<String, List<WorkerView.RunningAttempt>> running = new HashMap<>();
        database.query("""
                select a.node, a.experiment_id, e.name, a.number from attempt a join experiment e on e.id = a.experiment_id
                where a.state = 'RUNNING' order by a.started_at""", row -> {
            running.computeIfAbsent(row.getString("node"), _ -> new ArrayList<>())
                    .add(new WorkerView.RunningAttempt(
                            row.getObject("experiment_id", UUID.class), row.getString("name"), row.getInt("number")));
        });
        return database.query("""
                select worker_node.*, array_remove(labels, null) as known_labels,
                    last_seen_at > clock_timestamp() - interval '90 seconds' as online
                from worker_node order by name""", (row, _) -> view(row, running.getOrDefault(row.getString("name"), List.of())));
    }

    /** Takes a node out of service, or back into it. Returns whether there is such a node. */
    boolean setDrained(String node, @Nullable String by) {
        return database.update("""
                        update worker_node
                        set drained_by = ?, drained_at = case when ? then coalesce(drained_at, clock_timestamp()) end
                        where name = ?""", by, by != null, node) > 0;
    }

    private static WorkerView.@Nullable Drain drained(ResultSet row) throws SQLException {
        OffsetDateTime at = row.getObject("drained_at", OffsetDateTime.class);
        return at == null ? null : new WorkerView.Drain(at.toInstant(), row.getString("drained_by"));
    }

    private static WorkerView view(ResultSet row, List<WorkerView.RunningAttempt> attempts) throws SQLException {
        Array labels = row.getArray("known_labels");
        return new WorkerView(
                row.getString("name"),
                row.getString("hostname"),
                row.getInt("slots"),
                attempts.size(),
                row.getInt("cores"),
                row.getLong("memory_bytes"),
                row.getObject("device_memory_bytes", Long.class),
                row.getString("device"),
                row.getString("processor_class"),
                row.getString("version"),
                List.of((String[]) labels.getArray()),
                row.getObject("last_seen_at", OffsetDateTime.class).toInstant(),
                row.getBoolean("online") ? WorkerView.State.ONLINE : WorkerView.State.OFFLINE,
                drained(row),
                null,
                attempts);
    }
}
