package dev.isobath.server.curves;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.Laboratory;
import dev.isobath.server.Reply;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@ServerTest
class CurvesTest {

    @Autowired
    Laboratory laboratory;

    UUID id = new UUID(0, 0);

    @BeforeEach
    void measure() {
        laboratory.clear();
        id = laboratory.queue("measured", 500, 0);
        TestAttempt attempt = laboratory.node("north").lease();
        assertThat(attempt.report(1, 1, 500).status()).isEqualTo(200);
    }

    @AfterEach
    void clear() {
        laboratory.clear();
    }

    @Test
    void are_read_over_each_axis() {
        assertThat(x("step")).isEqualTo(500);
        assertThat(x("tokens")).isEqualTo(8_000);
        assertThat(x("flops")).isEqualTo(50_000);
        assertThat(x("seconds")).isEqualTo(250);
        assertThat(laboratory.get(address("?x=miles")).status()).isEqualTo(400);
    }

    private double x(String axis) {
        return curve(laboratory.get(address("?x=" + axis))).at("/x/499").asDouble();
    }

    @Test
    void are_thinned_to_the_points_asked_for() {
        JsonNode curve = curve(laboratory.get(address("?points=50")));
        assertThat(curve.path("x").size()).isBetween(40, 50);
        assertThat(curve.path("y").size()).isEqualTo(curve.path("x").size());
        assertThat(curve.at("/x/0").asInt()).isEqualTo(1);
        assertThat(laboratory.get(address("?points=1")).status()).isEqualTo(400);
    }

    @Test
    void a_metric_nobody_reported_is_left_out() {
        Reply reply = laboratory.get(address("?metrics=val_loss,train_loss"));
        assertThat(reply.json().path("curves").size()).isEqualTo(1);
        assertThat(reply.text("/curves/0/metric")).isEqualTo("train_loss");
    }

    @Test
    void several_experiments_are_read_at_once() {
        UUID other = laboratory.queue("unmeasured", 5, 0);
        Reply reply = laboratory.get("/api/curves?experiments=" + id + "," + other + "&points=10");
        assertThat(reply.text("/experiments/0/id")).isEqualTo(id.toString());
        assertThat(reply.json().at("/experiments/1/curves").size()).isZero();
        assertThat(laboratory
                        .get("/api/curves?experiments=" + UUID.randomUUID())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void the_export_has_every_point_over_every_axis() {
        Reply reply = laboratory.get("/api/experiments/" + id + "/export");
        assertThat(reply.headers().firstValue("Content-Disposition").orElse("")).contains("attachment");
        assertThat(reply.json().at("/curves/flops/0/y").size()).isEqualTo(500);
        assertThat(reply.text("/experiment/name")).isEqualTo("measured");
        assertThat(reply.json().path("flops").path("perSequence").size()).isPositive();
    }

    private String address(String query) {
        return "/api/experiments/" + id + "/curves" + query;
    }

    private static JsonNode curve(Reply reply) {
        return reply.json().at("/curves/0");
    }
}
