package dev.isobath.server.queue;

import dev.isobath.server.experiments.NodeMemory.Room;
import dev.isobath.spec.Device;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Explains why slots of worker nodes are idle, by the rules of the {@link QueueLine}. */
@Component
class IdleReasons {

    /** What waits in the queue for a kind of device: how many, and the least that any of them takes. */
    private record Demand(String device, int count, long leastHostBytes, long leastDeviceBytes) {}

    private final JdbcClient database;

    IdleReasons(JdbcClient database) {
        this.database = database;
    }

    /** Returns the nodes, those that are online and have an idle slot with the reason. */
    List<WorkerView> of(List<WorkerView> nodes) {
        List<Demand> demands = demands();
        return nodes.stream().map(node -> node.withIdle(reason(node, demands))).toList();
    }

    private List<Demand> demands() {
        return database.sql("""
                        select e.device, count(*) as count,
                               min(coalesce(e.memory_bytes, 0)) as host, min(coalesce(e.device_memory_bytes, 0)) as of_device
                        from experiment e
                        where e.state = 'QUEUED' and e.deleted_at is null and e.not_before <= clock_timestamp()
                          and not exists (select from tokenizer t where t.id = e.tokenizer_id and not t.leasable)
                        group by 1
                        """)
                .query((row, _) -> new Demand(
                        row.getString("device"), row.getInt("count"), row.getLong("host"), row.getLong("of_device")))
                .list();
    }

    private static @Nullable String reason(WorkerView node, List<Demand> demands) {
        if (node.state() == WorkerView.State.OFFLINE || node.busy() >= node.slots()) {
            return null;
        }
        if (node.drained() != null) {
            return "It was taken out of service.";
        }
        if (demands.isEmpty()) {
            return "Nothing waits that could run now.";
        }
        List<Demand> offered = demands.stream()
                .filter(each ->
                        each.device().equals(Device.CPU.text()) || node.labels().contains(each.device()))
                .toList();
        if (offered.isEmpty()) {
            return "All that waits needs a device that it does not offer: %s."
                    .formatted(demands.getFirst().device());
        }
        Room whole = WorkerNodeMemory.room(node.name(), node.memoryBytes(), node.deviceMemoryBytes());
        return offered.stream()
                        .noneMatch(each -> each.leastHostBytes() <= whole.hostBytes()
                                && each.leastDeviceBytes() <= whole.deviceBytes())
                ? "All that waits takes more memory than it has."
                : "It has not asked since something waits, or what runs here leaves too little memory.";
    }
}
