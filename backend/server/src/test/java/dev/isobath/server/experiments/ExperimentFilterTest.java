package dev.isobath.server.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.server.TestResponse;
import dev.isobath.spec.protocol.Finish;
import dev.isobath.spec.protocol.ReportBatch;
import dev.isobath.spec.protocol.StepReport;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** The filter language, the order and the columns of the list, over HTTP. */
@ServerTest
class ExperimentFilterTest {

    private static final String LIST = "/api/projects/default/experiments";

    @Autowired
    ExperimentTestClient client;

    @BeforeEach
    void empty() {
        client.database().sql("delete from experiment").update();
    }

    private static String mod(String name, double capacity, double learningRate) {
        return """
                {"name": "%s",
                 "architecture": {"kind": "mod", "layers": 4, "width": 8, "heads": 2, "capacity": %s},
                 "data": {"corpus": "shelf", "sequenceLength": 8},
                 "training": {"batch": 2, "budget": {"steps": 20}, "learningRate": %s}}
                """.formatted(name, capacity, learningRate);
    }

    private UUID submit(String spec) {
        TestResponse reply = client.post(LIST, spec);
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        return UUID.fromString(reply.text("/id"));
    }

    private TestResponse list(String filter, String more) {
        return client.get(LIST + "?filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8) + more);
    }

    private List<String> names(String filter) {
        return names(list(filter, "&sort=name"));
    }

    private static List<String> names(TestResponse reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.json()
                .path("experiments")
                .valueStream()
                .map((JsonNode experiment) -> experiment.path("name").asString())
                .toList();
    }

    private static ReportBatch losses(long sequence, long from, double... losses) {
        return new ReportBatch(
                sequence,
                LongStream.range(0, losses.length)
                        .mapToObj(i -> new StepReport(
                                from + i, from + i, from + i, from + i, Map.of("val_loss", losses[(int) i])))
                        .toList(),
                List.of());
    }

    @Test
    void every_field_of_the_spec_and_every_value_of_a_metric_filters() {
        submit(mod("narrow", 0.125, 1e-3));
        UUID wide = submit(mod("wide", 0.5, 2e-3));
        client.queue("dense", 10, 3);
        client.patch("/api/experiments/" + wide, "{\"tags\": [\"paper\"]}");
        assertThat(names("kind = mod and capacity < 0.25")).containsExactly("narrow");
        assertThat(names("not capacity < 0.25")).containsExactly("dense", "wide");
        assertThat(names("spec.training.learningRate >= 2e-3 and tag: \"paper\" and created > -7d"))
                .containsExactly("wide");
        assertThat(names("capacity is null")).containsExactly("dense");
        assertThat(names("device = cpu and scheme = expert-choice")).containsExactly("narrow", "wide");
        assertThat(names("text: ROW or text: pap")).containsExactly("narrow", "wide");
        assertThat(names("val_loss is null")).hasSize(3);
        assertThat(names(list("kind = mod", "&tag=paper&q=wi&state=QUEUED&kind=mod")))
                .containsExactly("wide");
        assertThat(list("kind = mod", "").json().path("total").asInt()).isEqualTo(2);
    }

    @Test
    void a_filter_that_cannot_be_understood_is_refused_with_its_place() {
        TestResponse reply = list("kind = mod and capasity < 1", "");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text("/detail"))
                .isEqualTo("filter: column 16: 'capasity' is not a field; did you mean 'capacity'?");
        assertThat(client.get(LIST + "?sort=progres").text("/detail"))
                .isEqualTo("sort: 'progres' is not a field; did you mean 'progress'?");
        assertThat(client.get(LIST + "?sort=tag").text("/detail"))
                .isEqualTo("sort: 'tag' has several values, so nothing can be sorted by it");
        assertThat(client.get(LIST + "?columns=capasity").text("/detail"))
                .isEqualTo("columns: 'capasity' is not a field; did you mean 'capacity'?");
        assertThat(client.get(LIST + "?filtr=x").text("/detail"))
                .isEqualTo("filtr: is not a parameter of this address; did you mean 'filter'?");
    }

    @Test
    void a_value_never_becomes_sql() {
        client.queue("here", 5, 0);
        for (String value : List.of(
                "'; drop table experiment; --",
                "\\\\' or true --",
                "%",
                "_",
                "$1",
                ":project",
                "{d '2026-01-01'}",
                "?",
                "/* */",
                "E'\\\\x00'")) {
            for (String filter : List.of(
                    "name = \"%s\"",
                    "name: \"%s\"", "tag in (\"%s\", b)", "corpus != \"%s\" and name in (\"%s\")", "notes: '%s'")) {
                TestResponse reply =
                        list(filter.replace("%s", value.replace("\"", "\\\"").replace("'", "\\'")), "");
                assertThat(reply.status()).as(filter + value + reply.body()).isEqualTo(200);
                assertThat(reply.json().path("total").asInt()).isZero();
            }
        }
        assertThat(names("")).containsExactly("here");
    }

    @Test
    void any_field_sorts_with_what_has_no_value_last_and_pages_show_each_once() {
        List<UUID> ids = ExperimentCopies.make(client, 23);
        for (int i = 0; i < ids.size(); i++) {
            client.database()
                    .sql("update experiment set name = :name, step = :step where id = :id")
                    .param("name", "run " + i)
                    .param("step", (i * 7) % 10)
                    .param("id", ids.get(i))
                    .update();
            if (i % 3 > 0) {
                client.database()
                        .sql(
                                "insert into metric_value (name, experiment_id, last_step, last, least) values ('val_loss', :id, 1, :last, :least)")
                        .param("id", ids.get(i))
                        .param("last", (double) (i % 5))
                        .param("least", (double) -i)
                        .update();
                client.database()
                        .sql(
                                "update experiment_fields set fields = fields || jsonb_build_object('architecture.capacity', :c::float8) where experiment_id = :id")
                        .param("c", (i % 4) / 4.0)
                        .param("id", ids.get(i))
                        .update();
            }
        }
        for (String sort : List.of(
                "progress",
                "-progress",
                "capacity",
                "-spec.architecture.capacity",
                "val_loss",
                "-val_loss.best",
                "corpus",
                "-deterministic",
                "-finished",
                "updated",
                "archived")) {
            List<String> whole = names(client.get(LIST + "?sort=" + sort));
            List<String> paged = new ArrayList<>();
            String cursor = "";
            do {
                TestResponse page = client.get(LIST + "?limit=4&sort=" + sort + "&cursor=" + cursor);
                paged.addAll(names(page));
                cursor = page.text("/nextCursor");
            } while (!cursor.isEmpty());
            assertThat(paged).as(sort).isEqualTo(whole).doesNotHaveDuplicates().hasSize(23);
        }
        assertThat(names(client.get(LIST + "?sort=val_loss.best&limit=1"))).containsExactly("run 22");
        assertThat(names(client.get(LIST + "?sort=-val_loss.best")).subList(15, 23))
                .containsExactly("run 21", "run 18", "run 15", "run 12", "run 9", "run 6", "run 3", "run 0");
        String cursor = client.get(LIST + "?limit=4&sort=progress").text("/nextCursor");
        assertThat(client.get(LIST + "?limit=4&sort=-progress&cursor=" + cursor).status())
                .isEqualTo(400);
    }

    @Test
    void chosen_columns_come_with_the_list() {
        submit(mod("narrow", 0.125, 1e-3));
        client.queue("dense", 10, 0);
        TestResponse reply =
                client.get(LIST + "?sort=name&columns=capacity,val_loss.best,device,created,archived,tag,progress");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        JsonNode dense = reply.json().at("/values/0");
        JsonNode narrow = reply.json().at("/values/1");
        assertThat(dense.has("capacity")).isFalse();
        assertThat(narrow.path("capacity").asDouble()).isEqualTo(0.125);
        assertThat(narrow.has("val_loss.best")).isFalse();
        assertThat(narrow.path("device").asString()).isEqualTo("cpu");
        assertThat(narrow.path("created").asString()).isEqualTo(reply.text("/experiments/1/createdAt"));
        assertThat(narrow.path("archived").asBoolean(true)).isFalse();
        assertThat(narrow.path("tag").isArray()).isTrue();
        assertThat(narrow.path("progress").asDouble(1)).isZero();
        assertThat(client.get(LIST).json().at("/values/0").isEmpty()).isTrue();
    }

    @Test
    void last_and_best_follow_the_points_of_the_curve() {
        UUID id = client.queue("measured", 20, 0);
        TestAttempt first = client.node("bench").lease();
        assertThat(first.report(losses(1, 1, 3.0, 2.5)).status()).isEqualTo(200);
        assertThat(first.checkpoint(2, "at two").status()).isLessThan(300);
        assertThat(first.report(losses(2, 3, 1.0, 4.0, Double.NaN)).status()).isEqualTo(200);
        assertThat(names("val_loss.best = 1 and val_loss.max = 4 and val_loss.min < 1.5"))
                .containsExactly("measured");
        assertThat(names("val_loss is null")).as("the last value is no number").containsExactly("measured");
        assertThat(client.get("/api/projects/default/experiments/fields")
                        .json()
                        .path("metrics")
                        .valueStream()
                        .map(JsonNode::asString))
                .contains("val_loss");

        client.expireLease(first.lease().attempt());
        client.awaitState(id, "QUEUED");
        client.database().sql("update experiment set not_before = now()").update();
        TestAttempt second = client.node("bench").lease();
        assertThat(second.experiment()).isEqualTo(id);
        assertThat(names("val_loss.best = 2.5 and val_loss.max = 3 and val_loss = 2.5"))
                .as("the points after the checkpoint left the curve")
                .containsExactly("measured");
        assertThat(second.report(losses(1, 3, 2.75)).status()).isEqualTo(200);
        assertThat(names("val_loss.best = 2.5 and val_loss = 2.75")).containsExactly("measured");
        second.finish(Finish.Outcome.STOPPED, 3);
    }

    @Test
    void the_list_of_fields_names_every_field_of_a_spec() {
        JsonNode fields =
                client.get("/api/projects/default/experiments/fields").json().path("fields");
        assertThat(fields.valueStream().map(field -> field.path("name").asString()))
                .contains("progress", "spec.training.learningRate", "spec.architecture.capacitySchedule.from");
        assertThat(fields.valueStream().map(field -> field.path("shortName").asString()))
                .contains("learningRate", "capacity")
                .doesNotHaveDuplicates();
    }
}
