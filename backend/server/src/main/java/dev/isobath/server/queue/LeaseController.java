package dev.isobath.server.queue;

import dev.isobath.server.database.DatabaseClock;
import dev.isobath.spec.protocol.Lease;
import dev.isobath.spec.protocol.LeaseRequest;
import dev.isobath.spec.protocol.SystemSample;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class LeaseController {

    private static final int MAX_WAIT_SECONDS = 60;

    private final LeaseService leases;
    private final WorkerNodeRepository nodes;
    private final SystemSampleRepository samples;
    private final DatabaseClock clock;
    private final QueueSignal signal;

    LeaseController(
            LeaseService leases,
            WorkerNodeRepository nodes,
            SystemSampleRepository samples,
            DatabaseClock clock,
            QueueSignal signal) {
        this.samples = samples;
        this.clock = clock;
        this.leases = leases;
        this.nodes = nodes;
        this.signal = signal;
    }

    /** Leases an experiment. The call waits on a virtual thread and holds no database connection meanwhile. */
    @PostMapping("/api/worker/lease")
    ResponseEntity<Lease> lease(@RequestBody LeaseRequest sent) throws InterruptedException {
        LeaseRequest request = LeaseRequestValidator.validated(sent);
        nodes.register(request);
        SystemSample sample = request.system();
        if (sample != null) {
            samples.add(request.node(), null, null, List.of(sample), clock.now());
        }
        long until = System.nanoTime()
                + Duration.ofSeconds(Math.clamp(request.waitSeconds(), 0, MAX_WAIT_SECONDS))
                        .toNanos();
        while (true) {
            long generation = signal.generation();
            Optional<Lease> lease = leases.tryLease(
                    request.node(), request.labels(), request.description().processorClass());
            long left = until - System.nanoTime();
            if (lease.isPresent() || left <= 0 || !signal.isRunning()) {
                return lease.map(ResponseEntity::ok)
                        .orElseGet(() -> ResponseEntity.noContent().build());
            }
            signal.await(
                    generation,
                    Duration.ofNanos(Math.min(left, QueueSignal.recheck().toNanos())));
        }
    }
}
