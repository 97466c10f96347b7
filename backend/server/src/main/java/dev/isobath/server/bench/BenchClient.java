package dev.isobath.server.bench;

import dev.isobath.spec.protocol.Finish;
import dev.isobath.spec.protocol.Heartbeat;
import dev.isobath.spec.protocol.InferenceLeaseRequest;
import dev.isobath.spec.protocol.Lease;
import dev.isobath.spec.protocol.LeaseRequest;
import dev.isobath.spec.protocol.NodeDescription;
import dev.isobath.spec.protocol.TrialLeaseRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** Calls of a worker node and of a browser. */
final class BenchClient implements AutoCloseable {

    private static final String CORPUS = "bench";

    /** Thrown when the server has answered that a call did not succeed. */
    static final class RefusedException extends IOException {

        private final int status;

        RefusedException(int status, String message) {
            super(message);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

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
        Lease lease = ask("bench", 10).orElseThrow(() -> new IOException("nothing waits"));
        confirm(lease);
        return lease;
    }

    /** Asks for an experiment as a worker node does that waits for one, for so many seconds. */
    Optional<Lease> ask(String node, int waitSeconds) throws IOException, InterruptedException {
        LeaseRequest request = new LeaseRequest(
                node, List.of(), new NodeDescription(node, 1, 2, 1L << 40, "cpu", "0.1.0", null), waitSeconds);
        byte[] answer = send(post("/api/worker/lease", workerToken, "application/json", json(request)));
        return answer.length == 0
                ? Optional.empty()
                : Optional.of(JsonMapper.shared().readValue(answer, Lease.class));
    }

    /** Makes the first call about a lease. A lease counts when its node has made one. */
    void confirm(Lease lease) throws IOException, InterruptedException {
        send(post(
                "/api/worker/attempts/" + lease.attempt() + "/heartbeat",
                lease.token(),
                "application/json",
                json(new Heartbeat(0))));
    }

    /** Asks for a question about a checkpoint and returns when there was none for so many seconds. */
    void askForQuestion(String node, int waitSeconds) throws IOException, InterruptedException {
        send(post(
                "/api/worker/questions/lease",
                workerToken,
                "application/json",
                json(new InferenceLeaseRequest(node, waitSeconds))));
    }

    /** Asks for the trial of a tokenizer and returns when there was none for so many seconds. */
    void askForTrial(String node, int waitSeconds) throws IOException, InterruptedException {
        send(post(
                "/api/worker/trials/lease",
                workerToken,
                "application/json",
                json(new TrialLeaseRequest(node, waitSeconds))));
    }

    void report(Lease lease, byte[] batch) throws IOException, InterruptedException {
        send(post("/api/worker/attempts/" + lease.attempt() + "/reports", lease.token(), "application/json", batch));
    }

    void finish(Lease lease) throws IOException, InterruptedException {
        finish(lease, new Finish(Finish.Outcome.FINISHED, lease.steps(), "done", List.of()));
    }

    void finish(Lease lease, Finish end) throws IOException, InterruptedException {
        send(post("/api/worker/attempts/" + lease.attempt() + "/finish", lease.token(), "application/json", json(end)));
    }

    private static byte[] json(Object body) {
        return JsonMapper.shared().writeValueAsBytes(body);
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
            throw new RefusedException(
                    response.statusCode(),
                    "%s: status %d, %s"
                            .formatted(
                                    request.uri(),
                                    response.statusCode(),
                                    new String(response.body(), StandardCharsets.UTF_8)));
        }
        return response.body();
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
