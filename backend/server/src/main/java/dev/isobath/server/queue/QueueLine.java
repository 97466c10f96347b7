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

    /** The order of the line. It needs {@link #RUNNING_OF_PROJECTS}. */
    static final String ORDER = " e.priority desc, coalesce(r.running, 0), e.queued_at, e.sequence ";

    /** Joins the number of running experiments of each project. */
    static final String RUNNING_OF_PROJECTS = """
             left join (select project_id, count(*) as running from experiment
                        where state = 'RUNNING' group by project_id) r on r.project_id = e.project_id
            """;

    /**
     * The first of a project in the line is the first of its own experiments, whatever runs. So the first of all is among the firsts of the
     * projects, which the index {@code experiment_line} finds without reading the others.
     */
    private static final String FIRST = """
            with e as (
                select w.id, w.project_id, w.priority, w.queued_at, w.sequence
                from project p cross join unnest(:devices) d (device) cross join lateral (
                    select c.id, c.project_id, c.priority, c.queued_at, c.sequence
                    from experiment c
                    where c.state = 'QUEUED' and c.project_id = p.id and c.device = d.device
                      and c.not_before <= coalesce(cast(:now as timestamptz), clock_timestamp())
                      and not exists (select from tokenizer t where t.id = c.tokenizer_id and not t.leasable)
                      and coalesce(c.memory_bytes, 0) <= :hostBytes
                      and coalesce(c.device_memory_bytes, 0) <= :deviceBytes
                    order by c.priority desc, c.queued_at, c.sequence
                    limit cast(:candidates as bigint)) w)
            select claimed.id, coalesce(claimed.memory_bytes, 0) as host, coalesce(claimed.device_memory_bytes, 0) as device
            from e
            """ + RUNNING_OF_PROJECTS + """
            join experiment claimed on claimed.id = e.id and claimed.state = 'QUEUED'
            order by
            """ + ORDER + """
            limit 1
            for update of claimed skip locked
            """;

    /**
     * The experiments of each project that are looked at first. The first ones of a project may be locked by other calls that claim them,
     * of which there are fewer at a time than this.
     */
    private static final int CANDIDATES = 32;

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
        public static Offer of(
                String node, List<String> labels, long memoryBytes, @Nullable Long deviceMemoryBytes) {
            return new Offer(
                    Stream.concat(Stream.of("cpu"), labels.stream()).distinct().sorted().toList(),
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
        Optional<First> first = first(offer, now, CANDIDATES).or(() -> first(offer, now, null));
        if (first.isEmpty()) {
            return new NothingWaits();
        }
        // The first in line waits for the memory of those that run here. Smaller ones do not overtake it for ever.
        return first.filter(each -> each.hostBytes() <= rooms.free().hostBytes()
                        && each.deviceBytes() <= rooms.free().deviceBytes())
                .<Answer>map(each -> new Given(each.id()))
                .orElseGet(NotNow::new);
    }

    private Optional<First> first(Offer offer, @Nullable Instant now, @Nullable Integer candidates) {
        return database.sql(FIRST)
                .param("devices", offer.devices().toArray(String[]::new))
                .param("now", now == null ? null : OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                .param("hostBytes", offer.whole().hostBytes())
                .param("deviceBytes", offer.whole().deviceBytes())
                .param("candidates", candidates)
                .query((row, _) ->
                        new First(row.getObject("id", UUID.class), row.getLong("host"), row.getLong("device")))
                .optional();
    }
}
