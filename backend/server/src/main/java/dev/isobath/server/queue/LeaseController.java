package dev.isobath.server.queue;

import dev.isobath.server.accounts.NodeAdmission;
import dev.isobath.server.database.DatabaseClock;
import dev.isobath.server.signals.ClientConnection;
import dev.isobath.spec.protocol.Lease;
import dev.isobath.spec.protocol.LeaseRequest;
import dev.isobath.spec.protocol.SystemSample;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class LeaseController {

    private final NodeAdmission admission;
    private final LeaseService leases;
    private final WorkerNodeRepository nodes;
    private final SystemSampleRepository samples;
    private final DatabaseClock clock;
    private final QueueSignal signal;

    LeaseController(
            NodeAdmission admission,
            LeaseService leases,
            WorkerNodeRepository nodes,
            SystemSampleRepository samples,
            DatabaseClock clock,
            QueueSignal signal) {
        this.samples = samples;
        this.clock = clock;
        this.admission = admission;
        this.leases = leases;
        this.nodes = nodes;
        this.signal = signal;
    }

    /** Leases an experiment. */
    @PostMapping("/api/worker/lease")
    ResponseEntity<Lease> lease(
            @RequestBody LeaseRequest sent,
            @AuthenticationPrincipal NodeAdmission.Credential credential,
            HttpServletRequest http)
            throws InterruptedException {
        LeaseRequest request = LeaseRequestValidator.validated(sent);
        admission.admit(credential, request.node());
        if (credential.experiment() == null) {
            register(request);
        }
        return signal.poll(
                        request.waitSeconds(),
                        ClientConnection.of(http),
                        kind(request, credential),
                        () -> admission.check(credential, request.node()),
                        () -> leases.tryLease(request, credential))
                .map(ResponseEntity::ok)
                .orElseGet(() -> ResponseEntity.noContent().build());
    }

    /** Returns the same for calls that could be given the same experiments. */
    private static Object kind(LeaseRequest request, NodeAdmission.Credential credential) {
        return credential.experiment() == null ? LeaseService.offer(request).kind() : credential.experiment();
    }

    /** Records a node that stays. The nodes of a cluster's jobs come and go with them, and the cluster knows its machines. */
    private void register(LeaseRequest request) {
        nodes.register(request);
        SystemSample sample = request.system();
        if (sample != null) {
            samples.add(request.node(), null, null, List.of(sample), clock.now());
        }
    }
}
