package dev.isobath.server.curves;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStream;
import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.server.TestResponse;
import dev.isobath.spec.protocol.ReportBatch;
import dev.isobath.spec.protocol.StepReport;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class CurvesTest {

    @Autowired
    ExperimentTestClient client;

    UUID id = new UUID(0, 0);

    @BeforeEach
    void measure() {
        client.clear();
        id = client.queue("measured", 500, 0);
        TestAttempt attempt = client.node("north").lease();
        assertThat(attempt.report(1, 1, 500).status()).isEqualTo(200);
    }

    @AfterEach
    void clear() {
        client.clear();
    }

    @Test
    void are_read_over_each_axis() {
        assertThat(x("step")).isEqualTo(500);
        assertThat(x("tokens")).isEqualTo(8_000);
        assertThat(x("flops")).isEqualTo(50_000);
        assertThat(x("seconds")).isEqualTo(250);
        assertThat(client.get(address("?x=miles")).status()).isEqualTo(400);
    }

    private double x(String axis) {
        return curve(client.get(address("?x=" + axis))).at("/x/499").asDouble();
    }

    @Test
    void have_eight_digits_where_they_are_thinned_and_all_digits_where_they_are_not() {
        assertThat(curve(client.get(address("?points=500"))).at("/y/2").asDouble())
                .isEqualTo(1.0 / 3);
        assertThat(client.get(address("?points=50")).body())
                .doesNotContainPattern("[0-9.]{15}")
                .doesNotContain("E-");
    }

    @Test
    void are_thinned_to_the_points_asked_for() {
        JsonNode curve = curve(client.get(address("?points=50")));
        assertThat(curve.path("x").size()).isBetween(25, 50);
        assertThat(curve.path("points").asInt()).isEqualTo(500);
        assertThat(curve.at("/buckets/steps").asInt()).isEqualTo(16);
        assertThat(curve.at("/buckets/max/0").asDouble()).isEqualTo(1);
        assertThat(curve.at("/buckets/last/31").asDouble()).isEqualTo(1.0 / 500);
        assertThat(curve.at("/x/31").asInt()).isEqualTo(500);
        assertThat(curve.path("y").size()).isEqualTo(curve.path("x").size());
        assertThat(curve.at("/buckets/from/0").asInt()).isEqualTo(1);
        assertThat(client.get(address("?points=1")).status()).isEqualTo(400);
    }

    @Test
    void a_metric_nobody_reported_is_left_out() {
        TestResponse reply = client.get(address("?metrics=val_loss,train_loss"));
        assertThat(reply.json().path("curves").size()).isEqualTo(1);
        assertThat(reply.text("/curves/0/metric")).isEqualTo("train_loss");
    }

    @Test
    void a_star_stands_for_every_block_and_path_in_their_order() {
        Map<String, Double> metrics = Map.of(
                "router_mean/10", 1.0,
                "router_mean/2", 1.0,
                "router_mean_of_all", 1.0,
                "expert_load/2/10", 1.0,
                "expert_load/2/9", 1.0,
                "expert_load/10/0", 1.0);
        UUID routed = client.queue("routed", 10, 0);
        StepReport step = new StepReport(1, 1, 1, 1, metrics);
        assertThat(client.node("south")
                        .lease()
                        .report(new ReportBatch(1, List.of(step), List.of()))
                        .status())
                .isEqualTo(200);

        assertThat(names(routed, "router_mean/*")).containsExactly("router_mean/2", "router_mean/10");
        assertThat(names(routed, "expert_load/*,router_mean/2"))
                .containsExactly("expert_load/2/9", "expert_load/2/10", "expert_load/10/0", "router_mean/2");
        assertThat(names(routed, "expert_load/2/*")).containsExactly("expert_load/2/9", "expert_load/2/10");
        assertThat(names(routed, "expert_entropy/*")).isEmpty();
    }

    private List<String> names(UUID experiment, String metrics) {
        JsonNode curves = client.get("/api/experiments/" + experiment + "/curves?metrics=" + metrics)
                .json()
                .path("curves");
        return curves.valueStream()
                .map(curve -> curve.path("metric").asString())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Loss", "loss/", "loss/a", "loss/1/2/3", "/1", "loss/01", "loss/-1", "loss/*"})
    void a_name_that_is_no_metric_is_refused(String name) {
        client.queue("misnamed", 10, 0);
        StepReport step = new StepReport(1, 1, 1, 1, Map.of(name, 1.0));
        TestResponse reply = client.node("south").lease().report(new ReportBatch(1, List.of(step), List.of()));

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.text("/errors/0/pointer")).isEqualTo("/steps");
    }

    @Test
    void several_experiments_are_read_at_once() {
        UUID other = client.queue("unmeasured", 5, 0);
        TestResponse reply = client.get("/api/curves?experiments=" + id + "," + other + "&points=10");
        assertThat(reply.text("/experiments/0/id")).isEqualTo(id.toString());
        assertThat(reply.json().at("/experiments/1/curves").size()).isZero();
        assertThat(reply.json().path("notFound").size()).isZero();
    }

    @Test
    void one_unknown_experiment_does_not_blank_the_others() {
        UUID unknown = UUID.randomUUID();
        TestResponse reply = client.get("/api/curves?experiments=" + unknown + "," + id + "," + unknown);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("experiments").size()).isEqualTo(1);
        assertThat(reply.json().at("/experiments/0/curves/0/y").size()).isEqualTo(500);
        assertThat(reply.json().path("notFound").toString()).isEqualTo("[\"" + unknown + "\"]");
    }

    @Test
    void two_hundred_experiments_are_read_at_once() {
        String ids =
                Stream.generate(() -> UUID.randomUUID().toString()).limit(199).collect(Collectors.joining(","));
        TestResponse reply = client.get("/api/curves?experiments=" + ids + "," + id);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("notFound").size()).isEqualTo(199);
        assertThat(client.get("/api/curves?experiments=" + ids + "," + id + "," + id)
                        .status())
                .isEqualTo(400);
    }

    @Test
    void are_read_in_a_range_of_any_axis() {
        JsonNode curve = curve(client.get(address("?x=seconds&from=50&to=99.5&points=100")));
        assertThat(curve.path("buckets").isNull()).isTrue();
        assertThat(curve.path("y").size()).isEqualTo(100);
        assertThat(curve.at("/x/0").asDouble()).isEqualTo(50);
        assertThat(curve.at("/y/0").asDouble()).isEqualTo(0.01);
        assertThat(curve(client.get(address("?from=600"))).path("y").size()).isZero();
    }

    @Test
    void are_smoothed_when_asked_for() {
        JsonNode curve = curve(client.get(address("?smoothing=ema:0.5&from=2&to=2")));
        assertThat(curve.at("/y/0").asDouble()).isEqualTo(0.5);
        assertThat(curve.at("/smoothed/0").asDouble()).isEqualTo((0.5 * 1 + 0.5) / 1.5);
        assertThat(curve(client.get(address(""))).path("smoothed").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "smoothing=ema",
                "smoothing=mean:3",
                "from=NaN",
                "to=Infinity",
                "from=x",
                "from=2&to=1",
                "points=20001",
                "smooth=ema:0.9",
                "format=csv"
            })
    void what_is_no_query_is_refused_by_name(String query) {
        TestResponse reply = client.get(address("?" + query));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text("/detail")).contains(query.contains("from=2") ? "to" : query.split("=", 2)[0]);
    }

    @Test
    void every_point_is_downloaded_as_csv() {
        TestResponse reply = client.get("/api/experiments/" + id + "/points");
        assertThat(reply.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
        assertThat(reply.headers().firstValue("Content-Disposition").orElse("")).contains(id + ".csv");
        List<String> lines = reply.body().lines().toList();
        assertThat(lines)
                .hasSize(501)
                .startsWith("metric,step,tokens,flops,seconds,value", "train_loss,1,16.0,100.0,0.5,1.0");
        assertThat(lines.getLast()).isEqualTo("train_loss,500,8000.0,50000.0,250.0," + 1.0 / 500);
        assertThat(client.get("/api/experiments/" + id + "/points?format=xls").text("/detail"))
                .startsWith("format: 'xls'");
    }

    @Test
    void every_point_is_downloaded_as_parquet() {
        TestResponse reply = client.get("/api/experiments/" + id + "/points?format=parquet&metrics=train_loss");
        assertThat(reply.headers().firstValue("Content-Type")).hasValue("application/vnd.apache.parquet");
        assertThat(reply.body()).startsWith("PAR1").endsWith("PAR1");
    }

    @Test
    void a_client_that_accepts_zstd_gets_the_same_curves_compressed() throws Exception {
        HttpRequest request = client.request(address(""))
                .header("Authorization", "Bearer " + client.token())
                .header("Accept-Encoding", "gzip, deflate, br, zstd")
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> reply = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            assertThat(reply.headers().firstValue("Content-Encoding")).hasValue("zstd");
            byte[] plain = new ZstdInputStream(new ByteArrayInputStream(reply.body())).readAllBytes();
            assertThat(new String(plain, StandardCharsets.UTF_8))
                    .isEqualTo(client.get(address("")).body());
        }
        HttpRequest refused = client.request(address("?x=miles"))
                .header("Authorization", "Bearer " + client.token())
                .header("Accept-Encoding", "zstd")
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(http.send(refused, HttpResponse.BodyHandlers.ofByteArray())
                            .statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void the_export_has_every_point_over_every_axis() {
        TestResponse reply = client.get("/api/experiments/" + id + "/export");
        assertThat(reply.headers().firstValue("Content-Disposition").orElse("")).contains("attachment");
        assertThat(reply.json().at("/curves/flops/0/y").size()).isEqualTo(500);
        assertThat(reply.text("/experiment/name")).isEqualTo("measured");
        assertThat(reply.json().path("flops").path("perSequence").size()).isPositive();
    }

    private String address(String query) {
        return "/api/experiments/" + id + "/curves" + query;
    }

    private static JsonNode curve(TestResponse reply) {
        return reply.json().at("/curves/0");
    }
}
