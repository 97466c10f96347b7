package dev.isobath.server.views;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestResponse;
import dev.isobath.server.TestUsers;
import java.net.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Saved views, over HTTP, of several users. */
@ServerTest
class SavedViewsTest {

    private static final String VIEWS = "/api/projects/default/views";

    @Autowired
    ExperimentTestClient client;

    @Autowired
    TestUsers users;

    @BeforeEach
    void empty() {
        client.database().sql("delete from saved_view").update();
    }

    private TestResponse send(String method, String path, String body, String token) {
        HttpRequest.BodyPublisher content =
                body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        HttpRequest.Builder request = client.request(path).method(method, content);
        return client.send(body.isEmpty() ? request : request.header("Content-Type", "application/json"), token);
    }

    private String add(String name, String visibility, String settings, String token) {
        TestResponse reply = send("POST", VIEWS, body(name, visibility, settings, ""), token);
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        return reply.text("/id");
    }

    private static String body(String name, String visibility, String settings, String more) {
        return "{\"name\": \"%s\", \"visibility\": \"%s\", \"settings\": %s%s}"
                .formatted(name, visibility, settings, more);
    }

    private List<String> names(String token) {
        return send("GET", VIEWS, "", token)
                .json()
                .path("views")
                .valueStream()
                .map((JsonNode view) -> view.path("name").asString())
                .toList();
    }

    @Test
    void a_view_keeps_its_settings_and_a_change_names_the_version_that_it_begins_from() {
        String token = client.token();
        String settings = """
                {"state": ["FINISHED"], "kind": ["mod"], "q": "작은", "filter": "capacity < 0.25 and created > -7d",
                 "sort": "-val_loss.best", "columns": ["capacity", "val_loss.best"], "by": ["configuration"], "over": "all"}
                """;
        TestResponse added = send("POST", VIEWS, body(" 논문 그림 3 ", "PRIVATE", settings, ""), token);
        assertThat(added.status()).as(added.body()).isEqualTo(201);
        assertThat(added.text("/name")).isEqualTo("논문 그림 3");
        String path = "/api/views/" + added.text("/id");
        JsonNode read = client.get(path).json();
        assertThat(read).isEqualTo(added.json());
        assertThat(read.at("/settings/filter").asString()).isEqualTo("capacity < 0.25 and created > -7d");
        assertThat(read.at("/settings/columns").valueStream().map(JsonNode::asString))
                .containsExactly("capacity", "val_loss.best");
        assertThat(read.at("/settings/tag").isNull()).isTrue();
        assertThat(read.path("mine").asBoolean()).isTrue();

        TestResponse changed = send("PUT", path, body("그림", "PRIVATE", "{}", ", \"version\": 1"), token);
        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        assertThat(changed.json().path("version").asInt()).isEqualTo(2);
        assertThat(changed.json().at("/settings/filter").isNull()).isTrue();
        TestResponse late = send("PUT", path, body("spät", "PRIVATE", "{}", ", \"version\": 1"), token);
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.text("/detail")).contains("somebody has changed the view '그림' meanwhile");
        assertThat(send("PUT", path, body("x", "PRIVATE", "{}", ""), token).text("/detail"))
                .isEqualTo("/version: is missing; send the version that the view had when it was read");
        assertThat(send("DELETE", path, "", token).status()).isEqualTo(204);
        assertThat(client.get(path).status()).isEqualTo(404);
        assertThat(send("DELETE", path, "", token).status()).isEqualTo(404);
    }

    @Test
    void private_views_are_seen_by_their_owner_only_and_those_of_the_project_by_everybody() {
        String ada = users.member("Ada").token();
        String bob = users.member("Bob").token();
        String mine = add("mine", "PRIVATE", "{}", ada);
        String ours = add("ours", "PROJECT", "{\"kind\": [\"mod\"]}", ada);
        assertThat(names(ada)).containsExactly("ours", "mine");
        assertThat(names(bob)).containsExactly("ours");
        assertThat(names(client.token())).as("an administrator").containsExactly("ours");
        for (String token : List.of(bob, client.token())) {
            assertThat(send("GET", "/api/views/" + mine, "", token).status()).isEqualTo(404);
            assertThat(send("DELETE", "/api/views/" + mine, "", token).status()).isEqualTo(404);
            assertThat(send("PUT", "/api/views/" + mine, body("x", "PROJECT", "{}", ", \"version\": 1"), token)
                            .status())
                    .isEqualTo(404);
        }
        assertThat(send("GET", "/api/views/" + ours, "", bob)
                        .json()
                        .path("changeable")
                        .asBoolean(true))
                .isFalse();
        String change = body("theirs", "PROJECT", "{}", ", \"version\": 1");
        assertThat(send("PUT", "/api/views/" + ours, change, bob).status()).isEqualTo(403);
        assertThat(send("DELETE", "/api/views/" + ours, "", bob).status()).isEqualTo(403);
        assertThat(send("PUT", "/api/views/" + ours, change, client.token()).status())
                .isEqualTo(200);
        TestResponse hidden =
                send("PUT", "/api/views/" + ours, body("theirs", "PRIVATE", "{}", ", \"version\": 2"), client.token());
        assertThat(hidden.text("/detail"))
                .isEqualTo("only its owner makes a view private, because nobody else sees it then");
        assertThat(send("PUT", "/api/views/" + ours, body("theirs", "PRIVATE", "{}", ", \"version\": 2"), ada)
                        .status())
                .isEqualTo(200);
        assertThat(names(bob)).isEmpty();
        assertThat(send("PUT", "/api/views/" + mine, body("mine", "PROJECT", "{}", ", \"version\": 1"), ada)
                        .status())
                .isEqualTo(200);
        assertThat(names(bob)).containsExactly("mine");
    }

    @Test
    void a_name_is_taken_where_the_same_people_would_see_it_twice() {
        String ada = users.member("Ada").token();
        String bob = users.member("Bob").token();
        add("Losses", "PRIVATE", "{}", ada);
        add("Losses", "PRIVATE", "{}", bob);
        String ours = add("Losses", "PROJECT", "{}", bob);
        TestResponse again = send("POST", VIEWS, body("losses", "PRIVATE", "{}", ""), ada);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text("/detail")).isEqualTo("your view 'losses' is there already; choose another name");
        assertThat(again.text("/errors/0/pointer")).isEqualTo("/name");
        assertThat(send("PUT", "/api/views/" + ours, body("Losses", "PRIVATE", "{}", ", \"version\": 1"), bob)
                        .status())
                .isEqualTo(409);
        assertThat(send("POST", VIEWS, body("LOSSES", "PROJECT", "{}", ""), ada).text("/detail"))
                .isEqualTo("the project's view 'LOSSES' is there already; choose another name");
    }

    @Test
    void settings_that_a_list_would_refuse_are_refused_with_their_place() {
        TestResponse reply = send("POST", VIEWS, body("", "SECRET", """
                        {"state": ["DANCING"], "filter": "capasity < 1", "sort": "tag", "columns": ["colour"], "by": ["notes"], "over": "x"}
                        """, ""), client.token());
        assertThat(reply.status()).as(reply.body()).isEqualTo(422);
        assertThat(reply.json()
                        .path("errors")
                        .valueStream()
                        .map(error -> error.path("pointer").asString()))
                .containsExactly(
                        "/name",
                        "/visibility",
                        "/settings/state",
                        "/settings/filter",
                        "/settings/columns",
                        "/settings/by",
                        "/settings/over",
                        "/settings/sort");
        assertThat(reply.text("/errors/3/detail"))
                .isEqualTo("column 1: 'capasity' is not a field; did you mean 'capacity'?");
        assertThat(send("POST", VIEWS, "{\"name\": \"x\", \"settings\": {\"colour\": 1}}", client.token())
                        .status())
                .isEqualTo(422);
        add("groups", "PRIVATE", "{\"by\": [\"kind\"], \"sort\": \"-experiments\"}", client.token());
        assertThat(send("POST", VIEWS, body("x", "PRIVATE", "{\"sort\": \"-experiments\"}", ""), client.token())
                        .status())
                .isEqualTo(422);
    }

    @Test
    void there_are_at_most_so_many() {
        String ada = users.member("Ada").token();
        for (int i = 0; i < SavedViewsController.MOST_PRIVATE; i++) {
            add("view " + i, "PRIVATE", "{}", ada);
        }
        TestResponse reply = send("POST", VIEWS, body("one more", "PRIVATE", "{}", ""), ada);
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.text("/detail"))
                .isEqualTo("your private views of a project can be at most 100; delete some first");
        add("another's", "PRIVATE", "{}", users.member("Bob").token());
        add("ours", "PROJECT", "{}", ada);
    }

    @Test
    void the_audit_log_has_who_did_what_without_the_names_of_private_views() {
        String ada = users.member("Ada").token();
        String ours = add("audited ours", "PROJECT", "{}", ada);
        String mine = add("audited mine", "PRIVATE", "{}", ada);
        send("PUT", "/api/views/" + ours, body("audited ours", "PROJECT", "{}", ", \"version\": 1"), ada);
        send("DELETE", "/api/views/" + ours, "", ada);
        String log = client.get("/api/audit?limit=10").body();
        assertThat(log)
                .contains(
                        "VIEW_CREATED",
                        "VIEW_CHANGED",
                        "VIEW_DELETED",
                        "audited ours " + ours,
                        "a private view " + mine);
        assertThat(log).doesNotContain("audited mine");
    }
}
