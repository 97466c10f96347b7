package dev.isobath.server.queue;

import dev.isobath.server.experiments.NodeMemory.Room;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The line of queued experiments: its order, and which of them a node is given. The order is: the highest priority first, then the project
 * with the fewest running experiments, then the oldest experiment. An experiment whose tokenizer waits for its first verdict is passed
 * over, and so is one that the node has not the memory for. The attempts of a node never take more memory together than it has, by the
 * estimate of their specs.
 */
@Component
public final class QueueLine {

    /** The order of the line, of rows {@code e} with the number of running experiments of their project. */
    static final String ORDER = " e.priority desc, e.running, e.queued_at, e.sequence ";

    /** The number of running experiments of each project that has any. */
    static final String RUNNING_OF_PROJECTS = """
             (select project_id, count(*) as running from experiment where state = 'RUNNING' group by project_id)
            """;

    /**
     * The first of a project in the line is the first of its own experiments, whatever runs. So the first of all is among the firsts of the
     * projects, which the index {@code experiment_line} finds without reading the others. The conditions are written so that PostgreSQL
     * estimates well how many fulfil them; otherwise it reads and sorts all.
     */
    private static final String FIRST = """
            select claimed.id, coalesce(claimed.memory_bytes, 0) as host, coalesce(claimed.device_memory_bytes, 0) as device
            from (
                select * from (
                    select w.id, w.priority, w.queued_at, w.sequence, coalesce(r.running, 0) as running
                    from project p
                    left join %2$s r on r.project_id = p.id
                    cross join unnest(:devices) d (device)
                    cross join lateral (
                        select c.id, c.priority, c.queued_at, c.sequence
                        from experiment c
                        where c.state = 'QUEUED' and c.project_id = p.id and c.device = d.device
                          and c.not_before <= (select coalesce(cast(:now as timestamptz), clock_timestamp()))
                          and (c.tokenizer_id is null or (select t.leasable from tokenizer t where t.id = c.tokenizer_id))
                          and (c.memory_bytes is null or c.memory_bytes <= :hostBytes)
                          and (c.device_memory_bytes is null or c.device_memory_bytes <= :deviceBytes)
                        order by c.priority desc, c.queued_at, c.sequence
                        %1$s) w) e
                order by %3$s) e
            join experiment claimed on claimed.id = e.id and claimed.state = 'QUEUED'
            order by %3$s
            limit 1
            for update of claimed skip locked
            """;

    /**
     * It looks at a few experiments of each project. The first ones may be locked by other calls that claim them, of which there are fewer at
     * a time.
     */
    private static final String FIRST_OF_FEW = FIRST.formatted("limit 32", RUNNING_OF_PROJECTS, ORDER);

    private static final String FIRST_OF_ALL = FIRST.formatted("", RUNNING_OF_PROJECTS, ORDER);

    /**
     * What a node offers. Every node is assumed to offer {@code cpu}.
     *
     * @param devices what experiments may compute with there
     * @param whole the memory that attempts may take when nothing else runs there
     */
    public record Offer(List<String> devices, Room whole) {

        /**
         * Makes the offer of a node as it describes itself.
         *
         * @param memoryBytes the memory of the machine; 0 when it does not say
         * @param deviceMemoryBytes the memory of its largest GPU; null when it does not say
         */
        public static Offer of(String node, List<String> labels, long memoryBytes, @Nullable Long deviceMemoryBytes) {
            return new Offer(
                    Stream.concat(Stream.of("cpu"), labels.stream())
                            .distinct()
                            .sorted()
                            .toList(),
                    WorkerNodeMemory.room(node, memoryBytes, deviceMemoryBytes));
        }

        /** Returns what two nodes have in common that could be given the same experiments while nothing runs there. */
        Kind kind() {
            return new Kind(devices, whole.hostBytes(), whole.deviceBytes());
        }
    }

    /** The kind of a node. */
    record Kind(List<String> devices, long hostBytes, long deviceBytes) {}

    /** What a node is given. */
    public sealed interface Answer {}

    /** An experiment, whose row is locked until the caller's transaction ends. */
    public record Given(UUID experiment) implements Answer {}

    /** Nothing waits that a node of this kind could be given. */
    public record NothingWaits() implements Answer {}

    /** The node is drained, or what runs there leaves too little memory for the first in line, which is not overtaken. */
    public record NotNow() implements Answer {}

    private record First(UUID id, long hostBytes, long deviceBytes) {}

    private final JdbcClient database;
    private final WorkerNodeMemory memory;

    public QueueLine(JdbcClient database) {
        this.database = database;
        this.memory = new WorkerNodeMemory(database);
    }

    /**
     * Finds the experiment that a node is given now. It is called in a transaction, in which the node is locked from then on, so that two
     * calls of one node never share out the same memory.
     *
     * @param now the time by which pauses after lost attempts are over; null for the clock of the database
     */
    public Answer first(Offer offer, @Nullable Instant now) {
        WorkerNodeMemory.Rooms rooms = memory.rooms(offer.whole());
        if (rooms.drained()) {
            return new NotNow();
        }
        // A change of many experiments may have locked all candidates.
        Optional<First> first = first(FIRST_OF_FEW, offer, now).or(() -> first(FIRST_OF_ALL, offer, now));
        if (first.isEmpty()) {
            return new NothingWaits();
        }
        // The first in line waits for the memory of those that run here. Smaller ones do not overtake it for ever.
        return first.filter(each -> each.hostBytes() <= rooms.free().hostBytes()
                        && each.deviceBytes() <= rooms.free().deviceBytes())
                .<Answer>map(each -> new Given(each.id()))
                .orElseGet(NotNow::new);
    }

    private Optional<First> first(String statement, Offer offer, @Nullable Instant now) {
        return database.sql(statement)
                .param("devices", offer.devices().toArray(String[]::new))
                .param("now", now == null ? null : OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                .param("hostBytes", offer.whole().hostBytes())
                .param("deviceBytes", offer.whole().deviceBytes())
                .query((row, _) ->
                        new First(row.getObject("id", UUID.class), row.getLong("host"), row.getLong("device")))
                .optional();
    }
}
