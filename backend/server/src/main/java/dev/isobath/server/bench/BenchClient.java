package dev.isobath.server.bench;

import dev.isobath.spec.protocol.Finish;
import dev.isobath.spec.protocol.Heartbeat;
import dev.isobath.spec.protocol.Lease;
import dev.isobath.spec.protocol.LeaseRequest;
import dev.isobath.spec.protocol.NodeDescription;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** Calls of a worker node and of a browser. */
final class BenchClient implements AutoCloseable {

    private static final String CORPUS = "bench";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String address;
    private final String token;
    private final String workerToken;

    BenchClient(String address, String token, String workerToken) {
        this.address = address;
        this.token = token;
        this.workerToken = workerToken;
    }

    void uploadCorpus() throws IOException, InterruptedException {
        byte[] text = "all that is gold does not glitter. ".repeat(1_000).getBytes(StandardCharsets.UTF_8);
        send(post("/api/projects/default/corpora?name=" + CORPUS, token, "text/plain; charset=utf-8", text));
    }

    /** Queues an experiment and returns its id. */
    String submit(int steps) throws IOException, InterruptedException {
        String spec = """
                {"name": "bench", "architecture": {"kind": "baseline", "layers": 1, "width": 8, "heads": 2},
                 "data": {"corpus": "%s", "sequenceLength": 8},
                 "training": {"batch": 2, "budget": {"steps": %d}}}
                """.formatted(CORPUS, steps);
        byte[] answer = send(post(
                "/api/projects/default/experiments", token, "application/json", spec.getBytes(StandardCharsets.UTF_8)));
        return JsonMapper.shared().readTree(answer).path("id").asString();
    }

    /** Leases the first experiment that waits. */
    Lease lease() throws IOException, InterruptedException {
        LeaseRequest request = new LeaseRequest(
                "bench", List.of(), new NodeDescription("bench", 1, 2, 1L << 40, "cpu", "0.1.0", null), 10);
        byte[] answer = send(post(
                "/api/worker/lease",
                workerToken,
                "application/json",
                JsonMapper.shared().writeValueAsBytes(request)));
        Lease lease = JsonMapper.shared().readValue(answer, Lease.class);
        // A lease counts when its node has made a call about it.
        send(post(
                "/api/worker/attempts/" + lease.attempt() + "/heartbeat",
                lease.token(),
                "application/json",
                JsonMapper.shared().writeValueAsBytes(new Heartbeat(0))));
        return lease;
    }

    void report(Lease lease, byte[] batch) throws IOException, InterruptedException {
        send(post("/api/worker/attempts/" + lease.attempt() + "/reports", lease.token(), "application/json", batch));
    }

    void finish(Lease lease) throws IOException, InterruptedException {
        byte[] body = JsonMapper.shared()
                .writeValueAsBytes(new Finish(Finish.Outcome.FINISHED, lease.steps(), "done", List.of()));
        send(post("/api/worker/attempts/" + lease.attempt() + "/finish", lease.token(), "application/json", body));
    }

    /** Reads an address as a browser does, compressed, and returns the bytes that were sent. */
    byte[] get(String path) throws IOException, InterruptedException {
        return send(request(path, token)
                .header("Accept-Encoding", "gzip, deflate, br, zstd")
                .GET()
                .build());
    }

    /** Opens a stream of events. */
    InputStream events(String path) throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                http.send(request(path, token).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new IOException(path + ": status " + response.statusCode());
        }
        return response.body();
    }

    private HttpRequest post(String path, String bearer, String type, byte[] body) {
        return request(path, bearer)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    private HttpRequest.Builder request(String path, String bearer) {
        return HttpRequest.newBuilder(URI.create(address + path)).header("Authorization", "Bearer " + bearer);
    }

    private byte[] send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() >= 300) {
            throw new IOException("%s: status %d, %s"
                    .formatted(
                            request.uri(), response.statusCode(), new String(response.body(), StandardCharsets.UTF_8)));
        }
        return response.body();
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
