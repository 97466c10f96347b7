package dev.isobath.server.queue;

import dev.isobath.server.accounts.AuditLog;
import dev.isobath.server.accounts.User;
import dev.isobath.server.experiments.ExperimentSignals;
import dev.isobath.server.problems.NotFoundException;
import dev.isobath.server.signals.SignalBus;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The worker nodes. Everybody sees them; administrators take them out of service. */
@RestController
@Tag(name = "workers")
class WorkersController {

    record WorkerList(List<WorkerView> workers) {}

    private final WorkerNodeRepository nodes;
    private final IdleReasons idle;
    private final SignalBus signals;
    private final AuditLog audit;

    WorkersController(WorkerNodeRepository nodes, IdleReasons idle, SignalBus signals, AuditLog audit) {
        this.nodes = nodes;
        this.idle = idle;
        this.signals = signals;
        this.audit = audit;
    }

    @GetMapping("/api/workers")
    WorkerList listWorkers() {
        return new WorkerList(idle.of(nodes.list()));
    }

    /** Takes a node out of service: it gets no more experiments, and those that it runs go on to their end. */
    @PutMapping("/api/workers/{name}/drain")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void drainWorker(@PathVariable String name, @AuthenticationPrincipal User user) {
        set(name, user.name());
        audit.record(user, AuditLog.Action.WORKER_DRAINED, name);
    }

    /** Takes a node back into service. */
    @DeleteMapping("/api/workers/{name}/drain")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void returnWorker(@PathVariable String name, @AuthenticationPrincipal User user) {
        set(name, null);
        audit.record(user, AuditLog.Action.WORKER_RETURNED, name);
        // The node may wait at another server, and without an experiment it would wait for the next one that is queued.
        signals.send(ExperimentSignals.QUEUED, "");
    }

    private void set(String name, @Nullable String by) {
        if (!nodes.setDrained(name, by)) {
            throw NotFoundException.of("worker node", name);
        }
    }
}
