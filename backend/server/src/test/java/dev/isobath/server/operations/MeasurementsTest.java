package dev.isobath.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.Await;
import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.server.TestClients;
import dev.isobath.server.TestResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What Prometheus reads. */
@ServerTest
class MeasurementsTest {

    private static final String PATH = "/actuator/prometheus";
    private static final Pattern NAME = Pattern.compile("\\b(isobath|hikaricp|jvm|process|disk)(_[a-z]+)+");

    @Autowired
    ExperimentTestClient client;

    @Autowired
    TestClients clients;

    @AfterEach
    void clear() {
        client.clear();
    }

    @Test
    void needs_an_API_token() {
        clients.anyone().get().uri(PATH).exchange().expectStatus().isUnauthorized();
        clients.with("not-a-token").get().uri(PATH).exchange().expectStatus().isUnauthorized();
        clients.administrator().get().uri(PATH).exchange().expectStatus().isOk();
    }

    @Test
    void say_how_the_queue_stands() {
        client.clear();
        client.queue("first", 10, 5);
        client.queue("second", 10, 0);
        TestAttempt attempt = client.node("gauge-1").lease(0).orElseThrow();

        awaitLine("isobath_experiments_queued 1.0");
        awaitLine("isobath_experiments_running 1.0");
        awaitLine("isobath_attempts_running 1.0");
        assertThat(value("isobath_nodes_online")).isGreaterThanOrEqualTo(1);
        assertThat(value("isobath_nodes_slots")).isGreaterThanOrEqualTo(1);
        assertThat(attempt).isNotNull();
    }

    @Test
    void say_how_long_the_oldest_waits() {
        UUID id = client.queue("old", 10, 0);
        client.database()
                .sql("update experiment set queued_at = clock_timestamp() - interval '1 hour' where id = :id")
                .param("id", id)
                .update();

        Await.until(
                () -> value("isobath_queue_oldest_seconds"),
                seconds -> seconds >= 3600 && seconds < 4000,
                Duration.ofSeconds(20));
    }

    @Test
    void count_requests_by_route_and_not_by_address() {
        client.get("/api/experiments/" + UUID.randomUUID());
        client.get("/api/experiments/" + UUID.randomUUID());
        for (int i = 0; i < 20; i++) {
            client.get("/api/made-up/" + UUID.randomUUID());
        }

        awaitLine("isobath_requests_seconds_count{method=\"GET\",route=\"/api/experiments/{id}\",status=\"4xx\"}");
        assertThat(lines().filter(
                                line -> line.startsWith("isobath_requests_seconds_count{") && line.contains("made-up")))
                .isEmpty();
        assertThat(lines().filter(line -> line.startsWith("isobath_requests_seconds_bucket{")
                        && line.contains("route=\"/api/experiments/{id}\"")
                        && line.contains("le=\"0.05\"")))
                .isNotEmpty();
    }

    @Test
    void count_the_points_that_were_stored() {
        double before = value("isobath_curves_points_total");
        client.queue("points", 10, 0);
        TestAttempt attempt = client.node("gauge-2").lease(0).orElseThrow();
        assertThat(attempt.report(1, 1, 2).status()).isEqualTo(200);

        assertThat(value("isobath_curves_points_total")).isGreaterThanOrEqualTo(before + 2);
    }

    @Test
    void say_whether_the_server_lives_and_is_ready() {
        for (String group : List.of("liveness", "readiness")) {
            TestResponse reply = client.get("/actuator/health/" + group);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.text("/status")).isEqualTo("UP");
        }
    }

    /** The names in the manual and in the dashboard of Grafana. */
    @Test
    void have_the_names_that_the_manual_and_the_dashboard_use() throws IOException {
        client.get("/api/projects/default/experiments");
        awaitLine("isobath_requests_seconds_bucket{");
        List<String> scraped = lines().toList();
        for (String file : List.of("operations.md", "grafana/isobath.json")) {
            String text = Files.readString(Path.of("..", "..", "docs").resolve(file));
            List<String> named = NAME.matcher(text)
                    .results()
                    .map(MatchResult::group)
                    .distinct()
                    .toList();
            assertThat(named).as(file).hasSizeGreaterThan(7);
            assertThat(named).as(file).allSatisfy(name -> assertThat(scraped).anyMatch(line -> line.startsWith(name)));
        }
    }

    private void awaitLine(String start) {
        Await.until(
                () -> lines().toList(),
                all -> all.stream().anyMatch(line -> line.startsWith(start)),
                Duration.ofSeconds(20));
    }

    private double value(String name) {
        return lines().filter(line -> line.startsWith(name + " "))
                .map(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is missing"));
    }

    private Stream<String> lines() {
        return client.get(PATH).body().lines();
    }
}
