package dev.isobath.server.queue;

import dev.isobath.server.compute.ComputeBackend;
import dev.isobath.server.compute.ComputeJobs;
import dev.isobath.server.experiments.ExperimentState;
import dev.isobath.server.experiments.NodeMemory.Room;
import dev.isobath.server.problems.NotFoundException;
import dev.isobath.server.queue.WaitingView.NodeFit;
import dev.isobath.spec.Device;
import dev.isobath.spec.memory.MemoryNeed;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Explains why a queued experiment waits, by the rules of the {@link QueueLine}. Where experiments run as jobs of a cluster, it
 * says what the cluster says.
 */
@Component
class WaitingService {

    private record Need(
            String state,
            String device,
            @Nullable Long memoryBytes,
            @Nullable Long deviceMemoryBytes,
            @Nullable Instant notBefore,
            @Nullable String tokenizer) {}

    private final JdbcClient database;
    private final WorkerNodeRepository nodes;
    private final WorkerNodeMemory memory;
    private final ComputeBackend backend;
    private final ComputeJobs jobs;

    WaitingService(
            JdbcClient database,
            WorkerNodeRepository nodes,
            WorkerNodeMemory memory,
            ComputeBackend backend,
            ComputeJobs jobs) {
        this.backend = backend;
        this.jobs = jobs;
        this.database = database;
        this.nodes = nodes;
        this.memory = memory;
    }

    /**
     * Explains why an experiment waits. One that is not queued waits for nothing, and the answer says so.
     *
     * @throws NotFoundException when there is no experiment with that id
     */
    @Transactional(readOnly = true)
    public WaitingView explain(UUID id) {
        Need need = need(id);
        if (backend.capabilities().takesJobs()) {
            return explainJob(id, need);
        }
        List<NodeFit> fits = nodes.list().stream()
                .filter(node -> node.state() == WorkerView.State.ONLINE)
                .map(node -> fit(node, need))
                .toList();
        Integer place = place(id);
        return new WaitingView(
                reason(need, place, fits),
                place,
                need.notBefore(),
                need.device(),
                need.memoryBytes(),
                need.deviceMemoryBytes(),
                fits,
                null);
    }

    private WaitingView explainJob(UUID id, Need need) {
        String scheduler = backend.capabilities().name();
        Optional<ComputeJobs.Open> job =
                need.state().equals(ExperimentState.QUEUED.name()) ? jobs.find(id) : Optional.empty();
        return new WaitingView(
                job.map(open -> open.words(scheduler)).orElseGet(() -> reasonWithoutJob(need, scheduler)),
                null,
                need.notBefore(),
                need.device(),
                need.memoryBytes(),
                need.deviceMemoryBytes(),
                List.of(),
                job.map(open -> new WaitingView.Job(
                                scheduler, open.externalId(), open.name(), open.says(), open.expectedStart()))
                        .orElse(null));
    }

    private static String reasonWithoutJob(Need need, String scheduler) {
        return beforeAnyNode(need).orElse("Its job is submitted to %s next.".formatted(scheduler));
    }

    /** Returns the reason for which an experiment waits whatever nodes there are. */
    private static Optional<String> beforeAnyNode(Need need) {
        if (!need.state().equals(ExperimentState.QUEUED.name())) {
            return Optional.of("It does not wait: it is " + need.state().toLowerCase(Locale.ROOT) + ".");
        }
        if (need.tokenizer() != null) {
            return Optional.of("It waits for the trial of the tokenizer '%s'.".formatted(need.tokenizer()));
        }
        return need.notBefore() == null ? Optional.empty() : Optional.of("It pauses after lost attempts.");
    }

    private Need need(UUID id) {
        return database.sql("""
                        select e.state, e.device,
                            e.memory_bytes, e.device_memory_bytes,
                            case when e.not_before > clock_timestamp() then e.not_before end as not_before,
                            (select t.name from tokenizer t where t.id = e.tokenizer_id and not t.leasable) as tokenizer
                        from experiment e where e.id = :id and e.deleted_at is null
                        """)
                .param("id", id)
                .query((row, _) -> new Need(
                        row.getString("state"),
                        row.getString("device"),
                        row.getObject("memory_bytes", Long.class),
                        row.getObject("device_memory_bytes", Long.class),
                        row.getTimestamp("not_before") == null
                                ? null
                                : row.getTimestamp("not_before").toInstant(),
                        row.getString("tokenizer")))
                .optional()
                .orElseThrow(() -> NotFoundException.of("experiment", id));
    }

    private @Nullable Integer place(UUID id) {
        return database.sql("""
                        select line.place from (
                            select e.id, row_number() over (order by %s)::int as place
                            from (
                                select x.*, coalesce(r.running, 0) as running
                                from experiment x left join %s r on r.project_id = x.project_id
                                where x.state = 'QUEUED' and x.deleted_at is null) e) line
                        where line.id = :id
                        """.formatted(QueueLine.ORDER, QueueLine.RUNNING_OF_PROJECTS))
                .param("id", id)
                .query(Integer.class)
                .optional()
                .orElse(null);
    }

    private NodeFit fit(WorkerView node, Need need) {
        if (!need.device().equals(Device.CPU.text()) && !node.labels().contains(need.device())) {
            return new NodeFit(node.name(), false, "it does not offer the label " + need.device());
        }
        if (node.drained() != null) {
            return new NodeFit(
                    node.name(),
                    false,
                    "it was taken out of service by " + node.drained().by());
        }
        Room whole = WorkerNodeMemory.room(node.name(), node.memoryBytes(), node.deviceMemoryBytes());
        long host = need.memoryBytes() == null ? 0 : need.memoryBytes();
        long device = need.deviceMemoryBytes() == null ? 0 : need.deviceMemoryBytes();
        if (host > whole.hostBytes()) {
            return new NodeFit(node.name(), false, tooSmall(whole.hostBytes(), host, "memory"));
        }
        if (device > whole.deviceBytes()) {
            return new NodeFit(node.name(), false, tooSmall(whole.deviceBytes(), device, "memory on its GPU"));
        }
        if (node.busy() >= node.slots()) {
            return new NodeFit(node.name(), true, "all of its %d slots are busy".formatted(node.slots()));
        }
        Room free = memory.free(whole);
        if (host > free.hostBytes() || device > free.deviceBytes()) {
            return new NodeFit(node.name(), true, "what runs there leaves too little memory");
        }
        return new NodeFit(node.name(), true, "nothing hinders it");
    }

    private static String tooSmall(long has, long takes, String what) {
        return "it has %s of %s for attempts, and this takes %s"
                .formatted(MemoryNeed.words(has), what, MemoryNeed.words(takes));
    }

    private static String reason(Need need, @Nullable Integer place, List<NodeFit> fits) {
        Optional<String> before = beforeAnyNode(need);
        if (before.isPresent()) {
            return before.get();
        }
        if (fits.isEmpty()) {
            return "No worker node is connected.";
        }
        List<NodeFit> able = fits.stream().filter(NodeFit::could).toList();
        if (able.isEmpty()) {
            return "No connected worker node could take it: %s: %s."
                    .formatted(fits.getFirst().node(), fits.getFirst().why());
        }
        return place != null && place > 1
                ? "It is number %d in line.".formatted(place)
                : "It is the first in line: %s: %s."
                        .formatted(able.getFirst().node(), able.getFirst().why());
    }
}
