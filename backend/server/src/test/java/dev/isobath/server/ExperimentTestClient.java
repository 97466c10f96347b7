package dev.isobath.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.home.HomeDirectory;
import dev.isobath.server.storage.Blob;
import dev.isobath.server.storage.BlobStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of the REST API for tests with experiments. It adds a corpus, queues experiments and makes worker nodes that run
 * them.
 */
public final class ExperimentTestClient {

    /** The name of the corpus. */
    public static final String CORPUS = "shelf";

    private static final JsonMapper JSON = new JsonMapper();
    private static final int CORPUS_BYTES = 10_000;

    private final TestClients clients;
    private final HomeDirectory home;
    private final JdbcClient database;
    private final BlobStore store;
    private final HttpClient http = HttpClient.newHttpClient();

    ExperimentTestClient(TestClients clients, HomeDirectory home, JdbcClient database, BlobStore store) {
        this.clients = clients;
        this.home = home;
        this.database = database;
        this.store = store;
        addCorpus();
    }

    private void addCorpus() {
        byte[] text = "all that is gold does not glitter. "
                .repeat(1000)
                .substring(0, CORPUS_BYTES)
                .getBytes(StandardCharsets.UTF_8);
        Blob blob = store.put(new ByteArrayInputStream(text), CORPUS_BYTES);
        database.sql("""
                        insert into corpus (id, project_id, name, bytes, sha256, preview)
                        select :id, id, :name, :bytes, :sha256, 'all that' from project where name = 'default'
                        """)
                .param("id", UUID.randomUUID())
                .param("name", CORPUS)
                .param("bytes", blob.bytes())
                .param("sha256", blob.sha256())
                .update();
    }

    /** Returns the spec of a tiny baseline. */
    public static String spec(String name, int steps) {
        return """
                {"name": "%s",
                 "architecture": {"kind": "baseline", "layers": 1, "width": 8, "heads": 2},
                 "data": {"corpus": "%s", "sequenceLength": 8},
                 "training": {"batch": 2, "budget": {"steps": %d}}}
                """.formatted(name, CORPUS, steps);
    }

    /** Queues an experiment. */
    public UUID queue(String name, int steps, int priority) {
        TestResponse reply = post("/api/projects/default/experiments?priority=" + priority, spec(name, steps));
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        return UUID.fromString(reply.text("/id"));
    }

    /** Cancels all experiments, so that the next test begins with an empty queue. */
    public void clear() {
        database.sql("update experiment set state = 'CANCELLED' where state in ('QUEUED', 'PAUSED', 'RUNNING')")
                .update();
        database.sql("update attempt set state = 'STOPPED' where state = 'RUNNING'")
                .update();
    }

    /** Makes the lease of an attempt expire. */
    public void expireLease(UUID attempt) {
        database.sql("update attempt set lease_until = clock_timestamp() - interval '1 second' where id = :id")
                .param("id", attempt)
                .update();
    }

    /** Returns an experiment as clients see it. */
    public TestResponse experiment(UUID id) {
        return get("/api/experiments/" + id);
    }

    /** Waits until an experiment is in a state. */
    public TestResponse awaitState(UUID id, String state) {
        return Await.until(() -> experiment(id), reply -> reply.text("/state").equals(state), Duration.ofSeconds(20));
    }

    /** Returns the database, for data that the API does not show. */
    public JdbcClient database() {
        return database;
    }

    public TestResponse get(String path) {
        return send(request(path).GET(), token());
    }

    public TestResponse post(String path, String json) {
        return post(path, json, "application/json");
    }

    public TestResponse post(String path, String body, String type) {
        return send(
                request(path).header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofString(body)), token());
    }

    public TestResponse patch(String path, String json) {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .method("PATCH", HttpRequest.BodyPublishers.ofString(json)),
                token());
    }

    /** Returns a worker node that the test controls. */
    public TestWorkerNode node(String name) {
        return new TestWorkerNode(this, name, workerToken());
    }

    /** Returns a worker node that the test controls, with a token of its own. */
    public TestWorkerNode node(String name, String token) {
        return new TestWorkerNode(this, name, token);
    }

    /** Returns a request for a path, to be completed by the caller. */
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(clients.url() + path)).timeout(Duration.ofSeconds(60));
    }

    /** Returns the API token of the administrator. */
    public String token() {
        return home.readSecret("token").orElseThrow();
    }

    /** Token with which a worker node joins. */
    public String workerToken() {
        return home.readSecret("worker-token").orElseThrow();
    }

    TestResponse postJson(String path, Object body, String token) {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))),
                token);
    }

    /** Sends a request with a token. */
    public TestResponse send(HttpRequest.Builder request, String token) {
        try {
            HttpResponse<String> response = http.send(
                    request.header("Authorization", "Bearer " + token).build(), HttpResponse.BodyHandlers.ofString());
            return new TestResponse(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
