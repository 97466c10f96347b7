package dev.isobath.server.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.server.TestResponse;
import dev.isobath.spec.protocol.Heartbeat;
import dev.isobath.spec.protocol.SystemSample;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What nodes and attempts use, from the heartbeat to the curve. */
@ServerTest
class SystemSamplesTest {

    @Autowired
    ExperimentTestClient client;

    @Autowired
    SystemSampleRepository samples;

    UUID id;
    TestAttempt attempt;

    @BeforeEach
    void begin() {
        client.clear();
        client.database().sql("delete from system_sample").update();
        id = client.queue("measured", 100, 0);
        attempt = client.node("north").lease();
    }

    private static SystemSample sample(double age, double cpu) {
        return new SystemSample(age, cpu, 1L << 30, 1.5, 1L << 20, null, null);
    }

    private JsonNode points(String path) {
        TestResponse reply = client.get(path);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.json().path("points");
    }

    @Test
    void samples_of_a_heartbeat_are_points_of_the_experiment_and_of_its_node() {
        assertThat(points("/api/experiments/" + id + "/system").size())
                .as("a worker of an older version sends none")
                .isZero();
        assertThat(attempt.heartbeat(1).status()).isEqualTo(200);
        assertThat(attempt.post("/heartbeat", new Heartbeat(2, List.of(sample(20, 0.25), sample(10, 0.5))))
                        .status())
                .isEqualTo(200);

        JsonNode points = points("/api/experiments/" + id + "/system");
        assertThat(points.size()).isEqualTo(2);
        assertThat(points.at("/0/cpu").asDouble()).isEqualTo(0.25);
        assertThat(points.at("/1/cpu").asDouble()).isEqualTo(0.5);
        assertThat(points.at("/1/processCpu").asDouble()).isEqualTo(1.5);
        assertThat(points.at("/1/memoryBytes").asDouble()).isEqualTo(0x1p30);
        assertThat(points.at("/1/gpu").isNull()).as("there is no GPU").isTrue();
        assertThat(Duration.between(
                        Instant.parse(points.at("/0/at").asString()),
                        Instant.parse(points.at("/1/at").asString())))
                .isEqualTo(Duration.ofSeconds(10));
        assertThat(points("/api/workers/north/system?hours=1").size()).isGreaterThanOrEqualTo(1);
        assertThat(points("/api/workers/nobody/system").size()).isZero();
    }

    @Test
    void a_node_that_waits_says_what_it_uses_too_and_that_is_kept_for_a_week() {
        TestResponse reply = client.send(
                client.request("/api/worker/lease")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("""
                                {"node": "idle", "labels": [], "waitSeconds": 0, "system": {"age": 0, "cpu": 0.125},
                                 "description": {"hostname": "host", "slots": 1, "cores": 2, "memoryBytes": 0, "device": "cpu", "version": "1"}}
                                """)),
                client.workerToken());
        assertThat(reply.status()).as(reply.body()).isEqualTo(204);
        JsonNode points = points("/api/workers/idle/system");
        assertThat(points.size()).isEqualTo(1);
        assertThat(points.at("/0/cpu").asDouble()).isEqualTo(0.125);
        assertThat(points.at("/0/memoryBytes").isNull()).isTrue();
        samples.deleteOld();
        assertThat(points("/api/workers/idle/system").size()).isEqualTo(1);
        client.database()
                .sql("update system_sample set at = at - interval '8 days'")
                .update();
        samples.deleteOld();
        assertThat(client.database()
                        .sql("select count(*) from system_sample where node = 'idle'")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void many_samples_are_returned_as_means() {
        for (int batch = 0; batch < 4; batch++) {
            int from = 2000 - 500 * batch;
            List<SystemSample> some = IntStream.range(0, 500)
                    .mapToObj(i -> sample((from - i) * 10.0, (i % 2) * 0.5))
                    .toList();
            assertThat(attempt.post("/heartbeat", new Heartbeat(1, some)).status())
                    .isEqualTo(200);
        }
        JsonNode points = points("/api/experiments/" + id + "/system");
        assertThat(points.size()).isLessThanOrEqualTo(SystemSampleRepository.MOST_POINTS);
        assertThat(points.size()).isEqualTo(500);
        assertThat(points.at("/0/cpu").asDouble()).isEqualTo(0.25);
    }

    @Test
    void what_no_machine_uses_is_refused_with_its_field() {
        TestResponse reply = attempt.post("/heartbeat", new Heartbeat(1, List.of(sample(1, 0.5), sample(1, 1.5))));
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.text("/detail")).isEqualTo("/system/1/cpu: must be a number from 0 to 1");
        assertThat(client.get("/api/workers/north/system?hours=0").status()).isEqualTo(400);
        assertThat(client.get("/api/experiments/" + UUID.randomUUID() + "/system")
                        .status())
                .isEqualTo(404);
    }
}
