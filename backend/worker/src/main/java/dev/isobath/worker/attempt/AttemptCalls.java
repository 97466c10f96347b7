package dev.isobath.worker.attempt;

import dev.isobath.spec.protocol.Finish;
import dev.isobath.spec.protocol.Heartbeat;
import dev.isobath.spec.protocol.HeartbeatReply;
import dev.isobath.spec.protocol.Lease;
import dev.isobath.spec.protocol.ProtocolHeaders;
import dev.isobath.spec.protocol.ReportBatch;
import dev.isobath.spec.protocol.ReportReply;
import dev.isobath.spec.protocol.SystemSample;
import dev.isobath.worker.connection.CallFailed;
import dev.isobath.worker.connection.CallLimits;
import dev.isobath.worker.connection.ServerConnection;
import dev.isobath.worker.files.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The calls that one attempt makes to the server, with its own token. */
final class AttemptCalls {

    private final ServerConnection server;
    private final String path;
    private final String token;

    AttemptCalls(ServerConnection server, Lease lease) {
        this.server = server;
        this.path = "/api/worker/attempts/" + lease.attempt();
        this.token = lease.token();
    }

    HeartbeatReply heartbeat(long step, List<SystemSample> samples) throws CallFailed, InterruptedException {
        return ServerConnection.read(
                post("/heartbeat", new Heartbeat(step, samples), CallLimits.SHORT), HeartbeatReply.class);
    }

    ReportReply report(ReportBatch batch) throws CallFailed, InterruptedException {
        return ServerConnection.read(post("/reports", batch, CallLimits.LONG), ReportReply.class);
    }

    void finish(Finish finish) throws CallFailed, InterruptedException {
        post("/finish", finish, CallLimits.LONG);
    }

    void uploadCheckpoint(long step, Path file) throws CallFailed, IOException, InterruptedException {
        try {
            server.put(
                    path + "/checkpoints/" + step,
                    token,
                    ProtocolHeaders.SHA256,
                    Digest.of(file),
                    file,
                    CallLimits.transfer(Files.size(file)));
        } catch (CallFailed.TokenRefused refused) {
            throw superseded(refused);
        }
    }

    void downloadCorpus(Lease.Blob corpus, Path file) throws CallFailed, InterruptedException {
        download("/corpus", corpus, file);
    }

    void downloadDocuments(Lease.Blob documents, Path file) throws CallFailed, InterruptedException {
        download("/documents", documents, file);
    }

    void downloadTokenizer(Lease.Blob tokenizer, Path file) throws CallFailed, InterruptedException {
        download("/tokenizer", tokenizer, file);
    }

    void downloadCheckpoint(Lease.Blob checkpoint, Path file) throws CallFailed, InterruptedException {
        download("/checkpoint", checkpoint, file);
    }

    void downloadStart(Lease.Blob checkpoint, Path file) throws CallFailed, InterruptedException {
        download("/start", checkpoint, file);
    }

    private void download(String what, Lease.Blob blob, Path file) throws CallFailed, InterruptedException {
        try {
            server.get(path + what, token, file, CallLimits.transfer(blob.bytes()));
        } catch (CallFailed.TokenRefused refused) {
            throw superseded(refused);
        }
    }

    private byte @Nullable [] post(String what, Object body, Duration limit) throws CallFailed, InterruptedException {
        try {
            return server.post(path + what, token, body, limit);
        } catch (CallFailed.TokenRefused refused) {
            throw superseded(refused);
        }
    }

    /** Turns a refused token into a superseded attempt, because an attempt's token ends with the attempt. */
    private static CallFailed.Superseded superseded(CallFailed.TokenRefused refused) {
        return new CallFailed.Superseded(String.valueOf(refused.getMessage()));
    }
}
