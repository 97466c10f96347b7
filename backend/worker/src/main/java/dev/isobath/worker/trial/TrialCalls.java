package dev.isobath.worker.trial;

import dev.isobath.spec.protocol.TrialLease;
import dev.isobath.spec.protocol.TrialResult;
import dev.isobath.worker.connection.CallFailed;
import dev.isobath.worker.connection.CallLimits;
import dev.isobath.worker.connection.ServerConnection;
import java.nio.file.Path;

/** The calls about one trial, with the token of its lease. */
final class TrialCalls {

    private final ServerConnection server;
    private final TrialLease lease;
    private final String path;

    TrialCalls(ServerConnection server, TrialLease lease) {
        this.server = server;
        this.lease = lease;
        this.path = "/api/worker/trials/" + lease.id();
    }

    void heartbeat() throws CallFailed, InterruptedException {
        server.post(path + "/heartbeat", lease.token(), new byte[0], CallLimits.SHORT);
    }

    void downloadTokenizer(Path file) throws CallFailed, InterruptedException {
        server.get(
                path + "/tokenizer",
                lease.token(),
                file,
                CallLimits.transfer(lease.tokenizer().bytes()));
    }

    void result(TrialResult result) throws CallFailed, InterruptedException {
        server.post(path + "/result", lease.token(), result, CallLimits.SHORT);
    }
}
