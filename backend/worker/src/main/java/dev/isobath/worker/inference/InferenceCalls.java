package dev.isobath.worker.inference;

import dev.isobath.spec.protocol.InferenceLease;
import dev.isobath.spec.protocol.Lease;
import dev.isobath.worker.connection.CallFailed;
import dev.isobath.worker.connection.CallLimits;
import dev.isobath.worker.connection.ServerConnection;
import java.nio.file.Path;

/** The calls about one question, with the token of its lease. */
final class InferenceCalls {

    private final ServerConnection server;
    private final InferenceLease lease;
    private final String path;

    InferenceCalls(ServerConnection server, InferenceLease lease) {
        this.server = server;
        this.lease = lease;
        this.path = "/api/worker/questions/" + lease.id();
    }

    void heartbeat() throws CallFailed, InterruptedException {
        server.post(path + "/heartbeat", lease.token(), new byte[0], CallLimits.SHORT);
    }

    void downloadCheckpoint(Path file) throws CallFailed, InterruptedException {
        download("/checkpoint", lease.checkpoint(), file);
    }

    void downloadTokenizer(Lease.Blob tokenizer, Path file) throws CallFailed, InterruptedException {
        download("/tokenizer", tokenizer, file);
    }

    private void download(String what, Lease.Blob blob, Path file) throws CallFailed, InterruptedException {
        server.get(path + what, lease.token(), file, CallLimits.transfer(blob.bytes()));
    }

    /** @param answer as JSON */
    void answer(byte[] answer) throws CallFailed, InterruptedException {
        server.post(path + "/answer", lease.token(), answer, CallLimits.transfer(answer.length));
    }
}
