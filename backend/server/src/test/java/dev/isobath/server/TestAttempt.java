package dev.isobath.server;

import dev.isobath.spec.protocol.Finish;
import dev.isobath.spec.protocol.Heartbeat;
import dev.isobath.spec.protocol.Lease;
import dev.isobath.spec.protocol.ReportBatch;
import dev.isobath.spec.protocol.StepReport;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;

/** An attempt of a {@link TestWorkerNode}. */
public final class TestAttempt {

    private final ExperimentTestClient client;
    private final Lease lease;

    TestAttempt(ExperimentTestClient client, Lease lease) {
        this.client = client;
        this.lease = lease;
    }

    public Lease lease() {
        return lease;
    }

    public UUID experiment() {
        return lease.experiment();
    }

    public TestResponse heartbeat(long step) {
        return post("/heartbeat", new Heartbeat(step));
    }

    /** Reports steps {@code from} to {@code to}, with a loss of 1/step. */
    public TestResponse report(long sequence, long from, long to) {
        List<StepReport> steps = LongStream.rangeClosed(from, to)
                .mapToObj(step ->
                        new StepReport(step, step * 16.0, step * 100.0, step * 0.5, Map.of("train_loss", 1.0 / step)))
                .toList();
        return report(new ReportBatch(sequence, steps, List.of("step " + to)));
    }

    public TestResponse report(ReportBatch batch) {
        return post("/reports", batch);
    }

    public TestResponse post(String path, Object body) {
        return client.postJson(address() + path, body, lease.token());
    }

    /** Uploads a checkpoint whose content is the given text. */
    public TestResponse checkpoint(long step, String content) {
        return checkpoint(step, content, sha256(content));
    }

    public TestResponse checkpoint(long step, String content, String sha256) {
        return client.send(
                client.request(address() + "/checkpoints/" + step)
                        .header("Content-Type", "application/octet-stream")
                        .header("Isobath-SHA256", sha256)
                        .PUT(HttpRequest.BodyPublishers.ofString(content)),
                lease.token());
    }

    public TestResponse get(String path) {
        return client.send(client.request(address() + path).GET(), lease.token());
    }

    /** Reports that the attempt is lost because its process found its checkpoint damaged. */
    public TestResponse finishWithDamagedCheckpoint(long step) {
        return post("/finish", Finish.ofDamagedCheckpoint(step, "the checkpoint cannot be used", List.of()));
    }

    public TestResponse finish(Finish.Outcome outcome, long step) {
        return post("/finish", new Finish(outcome, step, "the test says so", List.of("last line")));
    }

    public String address() {
        return "/api/worker/attempts/" + lease.attempt();
    }

    /** Returns the digest of a text. */
    public static String sha256(String content) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
