package dev.isobath.worker;

import dev.isobath.spec.protocol.InferenceLease;
import dev.isobath.spec.protocol.Lease;
import java.nio.file.Path;
import java.time.Duration;

/** The calls about one question, with the token of its lease. */
final class QuestionCalls {

    private static final Duration SHORT = Duration.ofSeconds(10);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final long LEAST_BYTES_PER_SECOND = 100_000;

    private final ServerConnection server;
    private final InferenceLease lease;
    private final String path;

    QuestionCalls(ServerConnection server, InferenceLease lease) {
        this.server = server;
        this.lease = lease;
        this.path = "/api/worker/questions/" + lease.id();
    }

    void heartbeat() throws CallFailed, InterruptedException {
        server.post(path + "/heartbeat", lease.token(), new byte[0], SHORT);
    }

    void downloadCheckpoint(Path file) throws CallFailed, InterruptedException {
        download("/checkpoint", lease.checkpoint(), file);
    }

    void downloadTokenizer(Lease.Blob tokenizer, Path file) throws CallFailed, InterruptedException {
        download("/tokenizer", tokenizer, file);
    }

    private void download(String what, Lease.Blob blob, Path file) throws CallFailed, InterruptedException {
        server.get(path + what, lease.token(), file, transfer(blob.bytes()));
    }

    /** @param answer as JSON */
    void answer(byte[] answer) throws CallFailed, InterruptedException {
        server.post(path + "/answer", lease.token(), answer, transfer(answer.length));
    }

    private static Duration transfer(long bytes) {
        return LONG.plusSeconds(bytes / LEAST_BYTES_PER_SECOND);
    }
}
