package dev.isobath.server.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestBrowser;
import dev.isobath.server.TestClients;
import dev.isobath.server.TestUsers;
import dev.isobath.server.accounts.SecretToken;
import dev.isobath.server.curves.CurveWriter;
import dev.isobath.server.experiments.ExperimentCopies;
import dev.isobath.spec.protocol.StepReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ServerTest
@Timeout(60)
class SharingTest {

    private static final String SPEC = """
            {"name": "%s", "architecture": {"kind": "baseline", "layers": 1, "width": 16, "heads": 2},
             "data": {"corpus": "shared text", "sequenceLength": 16},
             "training": {"batch": 2, "budget": {"steps": 100}}}
            """;

    @Autowired
    TestClients clients;

    @Autowired
    TestUsers users;

    @Autowired
    ExperimentTestClient experiments;

    @Autowired
    CurveWriter curves;

    @Autowired
    JdbcClient database;

    private TestBrowser ada;
    private TestBrowser stranger;
    private String first;
    private String second;
    private String other;

    @BeforeEach
    void queueThreeExperiments() {
        clients.administrator()
                .post()
                .uri("/api/projects/default/corpora?name=shared text")
                .contentType(MediaType.TEXT_PLAIN)
                .body("all work and no play makes a dull text. ".repeat(100))
                .exchange();
        ada = users.member("Ada").browser();
        stranger = new TestBrowser(clients.url());
        first = queue("first");
        second = queue("second");
        other = queue("other");
    }

    private String queue(String name) {
        TestBrowser.Response answer = ada.post("/api/projects/default/experiments", SPEC.formatted(name));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.body().path("id").asString();
    }

    private JsonNode share(String... experiments) {
        TestBrowser.Response answer = ada.post(
                "/api/shares",
                "{'experiments': ['%s'], 'title': 'Ours', 'view': 'x=flops&smooth=0.6'}"
                        .formatted(String.join("','", experiments)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.body();
    }

    private static String path(JsonNode share) {
        return "/api/shared/" + share.path("token").asString();
    }

    private void measure(String experiment) {
        curves.append(
                UUID.fromString(experiment),
                IntStream.rangeClosed(1, 50)
                        .mapToObj(step ->
                                new StepReport(step, step * 32.0, step * 1e6, step, Map.of("train_loss", 5.0 / step)))
                        .toList());
    }

    @Test
    void a_link_opens_one_experiment_signed_out() {
        JsonNode share = share(first);
        assertThat(share.path("kind").asString()).isEqualTo("experiment");
        assertThat(share.path("url").asString())
                .isEqualTo(clients.url() + "/s/" + share.path("token").asString());

        TestBrowser.Response answer = stranger.get(path(share));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().propertyNames())
                .containsExactlyInAnyOrder("title", "kind", "view", "experiments", "study", "expiresAt");
        assertThat(answer.body().path("view").asString()).isEqualTo("x=flops&smooth=0.6");
        assertThat(answer.body().path("experiments").path(0).path("name").asString())
                .isEqualTo("first");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("X-Robots-Tag")).isEqualTo("noindex");
    }

    @Test
    void a_comparison_keeps_its_order_and_its_curves() {
        measure(first);
        measure(second);
        measure(other);
        JsonNode share = share(second, first, second);
        assertThat(share.path("kind").asString()).isEqualTo("comparison");

        assertThat(ids(stranger.get(path(share)))).containsExactly(second, first);
        String curves = path(share) + "/curves?metrics=train_loss&x=flops&points=20";
        assertThat(stranger.get(curves + "&experiments=" + other).status()).isEqualTo(400);
        TestBrowser.Response answer = stranger.get(curves);
        assertThat(ids(answer)).containsExactly(second, first);
        JsonNode curve =
                answer.body().path("experiments").path(0).path("curves").path(0);
        assertThat(curve.path("metric").asString()).isEqualTo("train_loss");
        assertThat(curve.path("x").size()).isBetween(10, 20);
        assertThat(curve.at("/buckets/from/0").asDouble()).isEqualTo(1e6);
    }

    private static List<String> ids(TestBrowser.Response answer) {
        return answer.body()
                .path("experiments")
                .valueStream()
                .map(experiment -> experiment.path("id").asString())
                .toList();
    }

    @Test
    void a_link_shows_nothing_else_of_the_installation() {
        TestUsers.Member owner = users.member("Wilhelmina");
        String id = owner.browser()
                .post("/api/projects/default/experiments?priority=100", SPEC.formatted("secretive"))
                .body()
                .path("id")
                .asString();
        clients.with(owner.token())
                .patch()
                .uri("/api/experiments/" + id)
                .contentType(MediaType.APPLICATION_JSON)
                .body("{\"notes\": \"confidential remark\"}")
                .exchange()
                .expectStatus()
                .isOk();
        clients.node()
                .post()
                .uri("/api/worker/lease")
                .contentType(MediaType.APPLICATION_JSON)
                .body("""
                        {"node": "hidden-machine", "labels": [], "waitSeconds": 0, "description": {"hostname": "hidden-host",
                         "slots": 1, "cores": 1, "memoryBytes": 0, "device": "cpu", "version": "1"}}
                        """)
                .exchange()
                .expectStatus()
                .isOk();
        database.sql("update attempt set reason = 'quoted log line' where node = 'hidden-machine'")
                .update();

        JsonNode share = share(id);
        TestBrowser.Response answer = stranger.get(path(share));
        JsonNode experiment = answer.body().path("experiments").path(0);
        assertThat(experiment.path("attemptHistory").path(0).propertyNames())
                .containsExactlyInAnyOrder("number", "state", "startedAt", "endedAt", "resumedFromStep", "lastStep");
        assertThat(experiment.propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "name",
                        "kind",
                        "state",
                        "step",
                        "steps",
                        "parameters",
                        "flopsPerStep",
                        "flopsBefore",
                        "flopsPlanned",
                        "flopsExecuted",
                        "flopsConvention",
                        "trainLoss",
                        "valLoss",
                        "tokensPerSecond",
                        "secondsLeft",
                        "seconds",
                        "attempts",
                        "attemptHistory",
                        "tags",
                        "corpus",
                        "createdAt",
                        "queuedAt",
                        "startedAt",
                        "finishedAt",
                        "spec");
        assertThat(answer.text())
                .doesNotContain("Wilhelmina", owner.email(), owner.id(), "confidential", "hidden", "log line", first)
                .doesNotContain("default", share.path("id").asString());
        for (String path : new String[] {"/api/experiments/" + id, "/api/shares", "/api/curves?experiments=" + id}) {
            assertThat(stranger.get(path).status()).as(path).isEqualTo(401);
        }
    }

    @Test
    void a_revoked_an_expired_and_an_unknown_link_look_the_same() {
        JsonNode revoked = share(first);
        assertThat(ada.delete("/api/shares/" + revoked.path("id").asString()).status())
                .isEqualTo(204);
        assertThat(ada.delete("/api/shares/" + revoked.path("id").asString()).status())
                .isEqualTo(204);
        JsonNode expired = share(first);
        database.sql("update share set expires_at = now() where id = cast(:id as uuid)")
                .param("id", expired.path("id").asString())
                .update();
        for (String part : new String[] {"", "/curves", "/events"}) {
            TestBrowser.Response unknown = stranger.get("/api/shared/share_unknown" + part);
            assertThat(unknown.status()).isEqualTo(404);
            assertThat(unknown.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(unknown.header("Cache-Control")).isEqualTo("no-store");
            for (JsonNode share : List.of(revoked, expired)) {
                TestBrowser.Response answer = stranger.get(path(share) + part);
                assertThat(answer.status()).isEqualTo(404);
                assertThat(withoutToken(answer)).isEqualTo(withoutToken(unknown));
            }
        }
    }

    /** Returns the problem document without the requested address. */
    private static String withoutToken(TestBrowser.Response answer) {
        return answer.text().replaceAll("share_[A-Za-z0-9_-]+", "share_");
    }

    @Test
    void the_token_is_shown_once_and_stored_as_a_digest() {
        JsonNode share = share(first);
        String token = share.path("token").asString();
        assertThat(ada.get("/api/shares").text())
                .contains(share.path("id").asString())
                .doesNotContain(token);
        assertThat(database.sql("select token_hash from share where id = cast(:id as uuid)")
                        .param("id", share.path("id").asString())
                        .query(byte[].class)
                        .single())
                .isEqualTo(new SecretToken(token).hash());
        assertThat(database.sql("select count(*) from audit_event where subject like '%' || :token || '%'")
                        .param("token", token)
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void its_owner_sees_when_it_was_opened_and_the_audit_the_first_time() {
        JsonNode share = share(first);
        assertThat(listed(share).path("lastOpenedAt").isNull()).isTrue();
        stranger.get(path(share));
        stranger.get(path(share));
        assertThat(listed(share).path("lastOpenedAt").isNull()).isFalse();
        assertThat(database.sql("select action from audit_event where subject like :id || '%' order by id")
                        .param("id", share.path("id").asString())
                        .query(String.class)
                        .list())
                .containsExactly("SHARE_CREATED", "SHARE_OPENED");
    }

    private JsonNode listed(JsonNode share) {
        return ada.get("/api/shares")
                .body()
                .path("shares")
                .valueStream()
                .filter(each -> each.path("id").equals(share.path("id")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_link_shows_as_many_experiments_as_a_comparison_has() {
        String[] many = ExperimentCopies.make(experiments, 200).stream()
                .map(UUID::toString)
                .toArray(String[]::new);
        measure(many[0]);
        JsonNode share = share(many);

        assertThat(ids(stranger.get(path(share)))).containsExactly(many);
        TestBrowser.Response answer = stranger.get(path(share) + "/curves?metrics=train_loss&points=20");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(ids(answer)).containsExactly(many);
    }

    @Test
    void what_cannot_be_shared_is_refused_field_by_field() {
        assertThat(refused(
                        "{'experiments': [], 'title': '" + "x".repeat(201) + "', 'view': 'a b', 'expiresInDays': 366}"))
                .containsExactly("/experiments", "/title", "/view", "/expiresInDays");
        assertThat(refused("{}")).containsExactly("/experiments");
        assertThat(refused("{'experiments': ['" + first + "'], 'view': '" + "x".repeat(2001) + "'}"))
                .containsExactly("/view");
        assertThat(refused("{'experiments': ['" + first + "'], 'expiresInDays': 0}"))
                .containsExactly("/expiresInDays");
        assertThat(refused("{'experiments': ['" + first + "', '" + UUID.randomUUID() + "']}"))
                .containsExactly("/experiments/1");
        String many = String.join(
                "','",
                IntStream.range(0, 201)
                        .mapToObj(_ -> UUID.randomUUID().toString())
                        .toList());
        assertThat(refused("{'experiments': ['" + many + "']}")).containsExactly("/experiments");
        assertThat(refused("{'experiments': ['x']}")).containsExactly("/experiments/0");
        assertThat(stranger.post("/api/shares", "{'experiments': ['" + first + "']}")
                        .status())
                .isIn(401, 403);
        assertThat(ada.delete("/api/shares/" + UUID.randomUUID()).status()).isEqualTo(404);
    }

    private List<String> refused(String json) {
        TestBrowser.Response answer = ada.post("/api/shares", json);
        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        return answer.pointers();
    }

    @Test
    void a_stranger_watches_until_the_link_is_revoked() throws Exception {
        JsonNode share = share(first);
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<java.io.InputStream> response = client.send(
                    HttpRequest.newBuilder(URI.create(clients.url() + path(share) + "/events"))
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (BufferedReader events =
                    new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                JsonNode experiment = nextExperiment(events);
                assertThat(experiment.path("id").asString()).isEqualTo(first);
                assertThat(experiment.has("notes")).isFalse();
                assertThat(experiment.has("createdBy")).isFalse();

                ada.delete("/api/shares/" + share.path("id").asString());
                ada.post("/api/experiments/" + first + "/cancel", "{}");
                assertThat(events.lines()
                                .filter(line -> line.startsWith("data:"))
                                .filter(line -> line.contains("CANCELLED")))
                        .isEmpty();
            }
        }
    }

    private static JsonNode nextExperiment(BufferedReader events) throws IOException {
        for (String line = events.readLine(); line != null; line = events.readLine()) {
            if (line.startsWith("data:") && line.contains("\"name\"")) {
                return new JsonMapper().readTree(line.substring("data:".length()));
            }
        }
        throw new AssertionError("the stream ended");
    }
}
