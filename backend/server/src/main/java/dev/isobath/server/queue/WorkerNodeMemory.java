package dev.isobath.server.queue;

import dev.isobath.server.experiments.NodeMemory;
import dev.isobath.spec.Device;
import dev.isobath.spec.memory.MemoryNeed;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The memory of worker nodes, and what the attempts that run there take of it. */
@Repository
class WorkerNodeMemory implements NodeMemory {

    /**
     * The memory of one node that attempts may take.
     *
     * @param free what is left beside those that run
     * @param drained whether the node gets no more experiments
     */
    record Rooms(Room free, boolean drained) {}

    private final JdbcClient database;

    WorkerNodeMemory(JdbcClient database) {
        this.database = database;
    }

    @Override
    public Optional<Room> largest(Device device) {
        return database
                .sql("""
                        select name, memory_bytes, device_memory_bytes from worker_node
                        where :device = 'cpu' or :device = any (labels)
                        """)
                .param("device", device.text())
                .query((row, _) -> room(
                        row.getString("name"),
                        row.getLong("memory_bytes"),
                        row.getObject("device_memory_bytes", Long.class)))
                .list()
                .stream()
                .max(Comparator.comparingLong(room -> device == Device.CPU ? room.hostBytes() : room.deviceBytes()));
    }

    /**
     * Returns what a node that asks for work may be given. The node is locked in the caller's transaction, so that two calls of one node never
     * share out the same memory. Its row is not: heartbeats change it.
     */
    Rooms rooms(Room whole) {
        database.sql("select pg_advisory_xact_lock(hashtextextended('memory of node ' || :node, 0))")
                .param("node", whole.node())
                .query(rows -> {});
        return read(whole);
    }

    /** Returns what is left of a node's memory beside the attempts that run there. */
    Room free(Room whole) {
        return read(whole).free();
    }

    private Rooms read(Room whole) {
        return database.sql("""
                        select coalesce(sum(e.memory_bytes), 0)::bigint as host,
                            coalesce(sum(e.device_memory_bytes), 0)::bigint as device,
                            exists (select from worker_node where name = :node and drained_at is not null) as drained
                        from attempt a join experiment e on e.id = a.experiment_id
                        where a.node = :node and a.state = 'RUNNING'
                        """)
                .param("node", whole.node())
                .query((row, _) -> new Rooms(
                        new Room(
                                whole.node(),
                                whole.hostBytes() - row.getLong("host"),
                                whole.deviceBytes() - row.getLong("device")),
                        row.getBoolean("drained")))
                .single();
    }

    static Room room(String node, long memoryBytes, @Nullable Long deviceMemoryBytes) {
        return new Room(
                node,
                memoryBytes == 0 ? Long.MAX_VALUE : MemoryNeed.usable(memoryBytes),
                deviceMemoryBytes == null ? Long.MAX_VALUE : MemoryNeed.usable(deviceMemoryBytes));
    }
}
