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

/** One attempt of a {@link TestNode}. */
public final class TestAttempt {

    private final Laboratory laboratory;
    private final Lease lease;

    TestAttempt(Laboratory laboratory, Lease lease) {
        this.laboratory = laboratory;
        this.lease = lease;
    }

    public Lease lease() {
        return lease;
    }

    public UUID experiment() {
        return lease.experiment();
    }

    public Reply heartbeat(long step) {
        return post("/heartbeat", new Heartbeat(step));
    }

    /** Reports steps {@code from} to {@code to}, with a loss of 1/step. */
    public Reply report(long sequence, long from, long to) {
        List<StepReport> steps = LongStream.rangeClosed(from, to)
                .mapToObj(step ->
                        new StepReport(step, step * 16.0, step * 100.0, step * 0.5, Map.of("train_loss", 1.0 / step)))
                .toList();
        return report(new ReportBatch(sequence, steps, List.of("step " + to)));
    }

    public Reply report(ReportBatch batch) {
        return post("/reports", batch);
    }

    public Reply post(String path, Object body) {
        return laboratory.postJson(address() + path, body, lease.token());
    }

    /** Uploads a checkpoint whose content is the given text. */
    public Reply checkpoint(long step, String content) {
        return checkpoint(step, content, sha256(content));
    }

    public Reply checkpoint(long step, String content, String sha256) {
        return laboratory.send(
                laboratory
                        .request(address() + "/checkpoints/" + step)
                        .header("Content-Type", "application/octet-stream")
                        .header("Isobath-SHA256", sha256)
                        .PUT(HttpRequest.BodyPublishers.ofString(content)),
                lease.token());
    }

    public Reply get(String path) {
        return laboratory.send(laboratory.request(address() + path).GET(), lease.token());
    }

    public Reply finish(Finish.Outcome outcome, long step) {
        return post("/finish", new Finish(outcome, step, "the test says so", List.of("last line")));
    }

    public String address() {
        return "/api/worker/attempts/" + lease.attempt();
    }

    static String sha256(String content) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
