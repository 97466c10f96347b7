package dev.isobath.server.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Groups of experiments, over HTTP. */
@ServerTest
class GroupsTest {

    private static final String LIST = "/api/projects/default/experiments";

    @Autowired
    ExperimentTestClient client;

    @BeforeEach
    void empty() {
        client.database().sql("delete from experiment").update();
    }

    private UUID submit(String name, int seed, String capacity) {
        TestResponse reply = client.post(LIST, """
                {"name": "%s", "seed": %d,
                 "architecture": {"kind": "mod", "layers": 4, "width": 8, "heads": 2, "capacity": %s},
                 "data": {"corpus": "shelf", "sequenceLength": 8},
                 "training": {"batch": 2, "budget": {"steps": 20}}}
                """.formatted(name, seed, capacity));
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        return UUID.fromString(reply.text("/id"));
    }

    private void finish(UUID id, String loss) {
        client.database()
                .sql("update experiment set state = 'FINISHED', val_loss = cast(:loss as float8) where id = :id")
                .param("loss", loss)
                .param("id", id)
                .update();
    }

    private void measure(UUID id, String last, double least) {
        client.database()
                .sql("""
                        insert into metric_value (name, experiment_id, last_step, last, least, greatest)
                        values ('val_loss', :id, 1, cast(:last as float8), :least, :least)
                        """)
                .param("id", id)
                .param("last", last.isEmpty() ? null : last)
                .param("least", least)
                .update();
    }

    private TestResponse groups(String parameters) {
        TestResponse reply = client.get(LIST + "/groups?" + parameters);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private List<String> namesOf(JsonNode group) {
        TestResponse reply = client.get(
                LIST + "?sort=name&filter=" + encoded(group.path("filter").asString()));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.json()
                .path("experiments")
                .valueStream()
                .map((JsonNode experiment) -> experiment.path("name").asString())
                .toList();
    }

    @Test
    void seeds_of_one_configuration_are_a_group_with_mean_and_deviation_of_those_that_finished() {
        List<UUID> small =
                List.of(submit("실험-s1", 1, "0.125"), submit("실험-s2", 2, "0.125"), submit("실험-s3", 3, "0.125"));
        submit("wide", 1, "0.5");
        finish(small.get(0), "1.0");
        finish(small.get(1), "2.0");
        client.database()
                .sql("update experiment set state = 'RUNNING', val_loss = 9 where id = :id")
                .param("id", small.get(2))
                .update();
        TestResponse reply = groups("by=configuration&values=valLoss,parameters&sort=-experiments");
        JsonNode group = reply.json().at("/groups/0");
        assertThat(reply.json().path("total").asInt()).isEqualTo(2);
        assertThat(reply.json().path("experiments").asInt()).isEqualTo(4);
        assertThat(reply.json().path("differing").valueStream().map(JsonNode::asString))
                .containsExactly("capacity");
        assertThat(group.path("experiments").asInt()).isEqualTo(3);
        assertThat(group.at("/states/FINISHED").asInt()).isEqualTo(2);
        assertThat(group.at("/states/RUNNING").asInt()).isEqualTo(1);
        assertThat(group.path("firstName").asString()).isEqualTo("실험-s1");
        assertThat(group.path("lastName").asString()).isEqualTo("실험-s3");
        assertThat(group.at("/settings/capacity").asDouble()).isEqualTo(0.125);
        assertThat(group.path("ids").valueStream().map(JsonNode::asString))
                .containsExactlyElementsOf(small.stream().map(UUID::toString).toList());
        JsonNode loss = group.at("/values/valLoss");
        assertThat(loss.path("n").asInt()).isEqualTo(2);
        assertThat(loss.path("mean").asDouble()).isEqualTo(1.5);
        assertThat(loss.path("deviation").asDouble()).isCloseTo(Math.sqrt(0.5), within(1e-15));
        assertThat(loss.path("least").asDouble()).isEqualTo(1.0);
        assertThat(loss.path("greatest").asDouble()).isEqualTo(2.0);
        assertThat(namesOf(group)).containsExactly("실험-s1", "실험-s2", "실험-s3");

        JsonNode all = groups("by=configuration&values=valLoss&sort=-experiments&over=all")
                .json()
                .at("/groups/0/values/valLoss");
        assertThat(all.path("n").asInt()).isEqualTo(3);
        assertThat(all.path("mean").asDouble()).isEqualTo(4.0);
    }

    @Test
    void a_loss_that_is_no_number_is_counted_and_never_averaged() {
        List<UUID> ids =
                IntStream.range(0, 5).mapToObj(i -> submit("s" + i, i, "0.25")).toList();
        List<String> losses = List.of("1", "NaN", "Infinity", "1e200", "3");
        for (int i = 0; i < 5; i++) {
            finish(ids.get(i), losses.get(i));
        }
        measure(ids.get(0), "1", 0.5);
        measure(ids.get(1), "", 0.75);
        JsonNode values = groups("by=configuration&values=valLoss,val_loss,val_loss.best")
                .json()
                .at("/groups/0/values");
        assertThat(values.at("/valLoss/n").asInt()).isEqualTo(2);
        assertThat(values.at("/valLoss/mean").asDouble()).isEqualTo(2.0);
        assertThat(values.at("/valLoss/notFinite").asInt()).isEqualTo(3);
        assertThat(values.at("/val_loss/n").asInt()).isEqualTo(1);
        assertThat(values.at("/val_loss/notFinite").asInt()).isEqualTo(1);
        assertThat(values.at("/val_loss/deviation").isNull()).isTrue();
        assertThat(values.at("/val_loss.best/n").asInt()).isEqualTo(2);
        assertThat(values.at("/val_loss.best/mean").asDouble()).isEqualTo(0.625);
    }

    @Test
    void configurations_that_differ_in_one_layer_are_different_groups() {
        submit("list", 1, "[0.125, 0.5, 0.5, 0.5]");
        submit("other list", 2, "[0.5, 0.125, 0.5, 0.5]");
        assertThat(groups("by=configuration").json().path("total").asInt()).isEqualTo(2);
    }

    @Test
    void any_fields_make_groups_and_their_filters_find_the_members() {
        for (int seed = 0; seed < 3; seed++) {
            submit("m" + seed, seed, "0.125");
        }
        submit("n", 3, "0.1");
        UUID dense = client.queue("the 'dense' one", 20, 0);
        finish(dense, "1.25");
        for (String by : List.of(
                "kind",
                "capacity",
                "kind,capacity",
                "name",
                "state,seed",
                "deterministic",
                "createdAt",
                "valLoss",
                "tokenizer,spec.training.learningRate,archived",
                "createdBy")) {
            JsonNode found = groups("by=" + by).json();
            int members = 0;
            for (JsonNode group : found.path("groups")) {
                assertThat(namesOf(group))
                        .as(by)
                        .hasSize(group.path("experiments").asInt());
                members += group.path("experiments").asInt();
            }
            assertThat(members).as(by).isEqualTo(5);
        }
        JsonNode narrowed =
                groups("by=capacity&q=m&kind=mod&filter=" + encoded("seed < 2")).json();
        assertThat(narrowed.path("experiments").asInt()).isEqualTo(2);
        assertThat(narrowed.at("/groups/0/key/capacity").asDouble()).isEqualTo(0.125);
    }

    @Test
    void pages_show_each_group_once_in_every_order() {
        List<UUID> ids = ExperimentCopies.make(client, 40);
        for (int i = 0; i < ids.size(); i++) {
            client.database()
                    .sql(
                            "update experiment set name = :name, priority = :priority, state = 'FINISHED', val_loss = :loss where id = :id")
                    .param("name", "run " + i)
                    .param("priority", i % 13)
                    .param("loss", i % 13 % 3 == 0 ? null : (Double) (i % 5 * 1.1))
                    .param("id", ids.get(i))
                    .update();
        }
        for (String sort :
                List.of("-createdAt", "name", "experiments", "-experiments", "priority", "valLoss", "-valLoss")) {
            String parameters = "by=priority&values=valLoss&sort=" + sort;
            List<String> whole = keys(groups(parameters));
            List<String> paged = new ArrayList<>();
            String cursor = "";
            do {
                TestResponse page = groups(parameters + "&limit=4&cursor=" + cursor);
                paged.addAll(keys(page));
                cursor = page.text("/nextCursor");
            } while (!cursor.isEmpty());
            assertThat(paged).as(sort).isEqualTo(whole).doesNotHaveDuplicates().hasSize(13);
        }
    }

    private static List<String> keys(TestResponse page) {
        return page.json()
                .path("groups")
                .valueStream()
                .map(group -> group.at("/key/priority").asString())
                .toList();
    }

    @Test
    void what_cannot_be_grouped_is_refused_by_the_name_of_its_parameter() {
        for (List<String> each : List.of(
                List.of(
                        "",
                        "by: is missing; name the fields that are equal within a group, or configuration to group seeds"),
                List.of("by=capasity", "by: 'capasity' is not a field; did you mean 'capacity'?"),
                List.of("by=tag", "by: 'tag' has several values, so nothing can be grouped by it"),
                List.of("by=notes", "by: 'notes' is a long text, so nothing can be grouped by it"),
                List.of("by=capacity,spec.architecture.capacity", "by: has a field twice"),
                List.of("by=kind&values=state", "values: 'state' is one of a few words, and only numbers have a mean"),
                List.of("by=kind&over=some", "over: must be finished, for the values of finished experiments, or all"),
                List.of(
                        "by=kind&sort=seed",
                        "sort: 'seed' is not the same in all members of a group; sort by createdAt, name, experiments, a field of 'by' or one of 'values'"),
                List.of("by=kind&limit=0", "limit: must be between 1 and 200"),
                List.of("by=kind&cursor=x", "cursor: not one of this list and order; begin again without it"),
                List.of(
                        "by=kind&filter=x",
                        "filter: column 1: 'x' is not a field; docs/filter.md lists all of them"))) {
            TestResponse reply = client.get(LIST + "/groups?" + each.getFirst());
            assertThat(reply.status()).as(reply.body()).isEqualTo(400);
            assertThat(reply.text("/detail")).isEqualTo(each.getLast());
        }
    }
}
