package dev.isobath.server.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.server.TestResponse;
import dev.isobath.server.TestUsers;
import dev.isobath.server.storage.BlobStore;
import dev.isobath.spec.protocol.Finish;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Archiving, deleting, restoring and removing experiments, one and many. */
@ServerTest
class DeletedExperimentsTest {

    private static final String LIST = "/api/projects/default/experiments";
    private static final String ACTIONS = LIST + "/actions";

    @Autowired
    ExperimentTestClient client;

    @Autowired
    TestUsers users;

    @Autowired
    DeletedExperimentPurge purge;

    @Autowired
    BlobStore store;

    @BeforeEach
    void empty() {
        client.database().sql("delete from experiment").update();
    }

    private TestResponse delete(UUID id, String token) {
        return client.send(client.request("/api/experiments/" + id).DELETE(), token);
    }

    private TestResponse post(String path, String body, String token) {
        return client.send(
                client.request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)),
                token);
    }

    private List<String> names(String query) {
        TestResponse reply = client.get(LIST + "?sort=name" + query);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.json()
                .path("experiments")
                .valueStream()
                .map((JsonNode experiment) -> experiment.path("name").asString())
                .toList();
    }

    private List<String> audited(String action) {
        return client.get("/api/audit?limit=200")
                .json()
                .path("events")
                .valueStream()
                .filter(event -> event.path("action").asString().equals(action))
                .map(event -> event.path("subject").asString())
                .toList();
    }

    private void age(UUID id, int days) {
        client.database()
                .sql("update experiment set deleted_at = deleted_at - make_interval(days => :days) where id = :id")
                .param("days", days)
                .param("id", id)
                .update();
    }

    @Test
    void a_corpus_that_only_deleted_experiments_use_says_until_when() {
        UUID corpus = client.database().sql("""
                        insert into corpus (id, project_id, name, bytes, sha256, preview)
                        select gen_random_uuid(), project_id, 'reef', bytes, sha256, preview from corpus where name = 'shelf'
                        returning id
                        """).query(UUID.class).single();
        String spec = ExperimentTestClient.spec("on the reef", 5).replace("shelf", "reef");
        List<UUID> ids = Stream.generate(
                        () -> UUID.fromString(client.post(LIST, spec).text("/id")))
                .limit(2)
                .toList();
        HttpRequest.Builder request = client.request("/api/corpora/" + corpus);
        delete(ids.get(0), client.token());
        assertThat(client.send(request.copy().DELETE(), client.token()).text("/detail"))
                .isEqualTo("experiments were trained on 'reef', or will be; it is kept with them");
        delete(ids.get(1), client.token());
        String until = client.get(LIST + "/deleted").text("/experiments/0/restorableUntil");
        TestResponse refused = client.send(request.copy().DELETE(), client.token());
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("/detail"))
                .isEqualTo("only deleted experiments use 'reef' any more, and they can be restored until "
                        + until.substring(0, 16).replace('T', ' ') + " UTC; delete it after that");
        ids.forEach(id -> age(id, 8));
        purge.purge();
        assertThat(client.send(request.copy().DELETE(), client.token()).status())
                .isEqualTo(204);
    }

    @Test
    void a_deleted_experiment_is_hidden_at_once_and_can_be_restored() {
        UUID id = client.queue("gone", 5, 0);
        client.queue("kept", 5, 0);
        assertThat(delete(id, client.token()).status()).isEqualTo(204);
        assertThat(names("")).containsExactly("kept");
        for (String path :
                List.of("", "/curves", "/history", "/logs", "/checkpoints", "/flops", "/export", "/events")) {
            assertThat(client.get("/api/experiments/" + id + path).status())
                    .as(path)
                    .isEqualTo(404);
        }
        assertThat(client.post("/api/experiments/" + id + "/retry", "{}").status())
                .isEqualTo(404);
        assertThat(delete(id, client.token()).status()).isEqualTo(404);
        JsonNode deleted = client.get(LIST + "/deleted").json().path("experiments");
        assertThat(deleted.size()).isEqualTo(1);
        assertThat(deleted.at("/0/name").asString()).isEqualTo("gone");
        assertThat(client.node("idle").lease().experiment())
                .as("a deleted experiment does not run")
                .isNotEqualTo(id);

        TestResponse restored = client.post("/api/experiments/" + id + "/restore", "{}");
        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(restored.text("/state")).isEqualTo("CANCELLED");
        assertThat(names("")).containsExactly("gone", "kept");
        assertThat(client.get(LIST + "/deleted").json().path("experiments").size())
                .isZero();
        assertThat(client.post("/api/experiments/" + id + "/restore", "{}").status())
                .isEqualTo(404);
        assertThat(audited("EXPERIMENT_DELETED")).contains("gone " + id);
        assertThat(audited("EXPERIMENT_RESTORED")).contains("gone " + id);
    }

    @Test
    void one_that_runs_is_refused() {
        UUID id = client.queue("runs", 5, 0);
        TestAttempt attempt = client.node("busy").lease();
        assertThat(attempt.experiment()).isEqualTo(id);
        TestResponse reply = delete(id, client.token());
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.text("/detail")).isEqualTo("an experiment that is RUNNING cannot be deleted; cancel it first");
        attempt.finish(Finish.Outcome.FINISHED, 5);
        assertThat(delete(id, client.token()).status()).isEqualTo(204);
    }

    @Test
    void after_its_time_it_is_removed_with_all_that_belongs_to_it() {
        UUID id = client.queue("old", 5, 0);
        TestAttempt attempt = client.node("busy").lease();
        attempt.report(1, 1, 5);
        attempt.checkpoint(5, "the weights of the old one");
        attempt.finish(Finish.Outcome.FINISHED, 5);
        String sha256 = client.database()
                .sql("select sha256 from checkpoint where experiment_id = :id")
                .param("id", id)
                .query(String.class)
                .single();
        client.post("/api/shares", "{\"experiments\": [\"" + id + "\"]}");
        delete(id, client.token());
        age(id, 6);
        purge.purge();
        assertThat(client.get(LIST + "/deleted").json().path("experiments").size())
                .isEqualTo(1);
        assertThat(store.find(sha256)).isPresent();
        age(id, 2);
        purge.purge();
        assertThat(client.get(LIST + "/deleted").json().path("experiments").size())
                .isZero();
        assertThat(store.find(sha256)).isEmpty();
        for (String table : List.of(
                "experiment_fields",
                "metric_value",
                "curve_block",
                "curve_metric",
                "checkpoint",
                "attempt",
                "attempt_log",
                "state_change",
                "share_experiment")) {
            assertThat(client.database()
                            .sql("select count(*) from " + table + " where experiment_id = :id")
                            .param("id", id)
                            .query(Long.class)
                            .single())
                    .as(table)
                    .isZero();
        }
        assertThat(client.post("/api/experiments/" + id + "/restore", "{}").status())
                .isEqualTo(404);
        assertThat(audited("EXPERIMENT_PURGED")).contains("old " + id);
    }

    @Test
    void content_stays_while_another_checkpoint_has_it() {
        UUID first = client.queue("first", 5, 1);
        TestAttempt one = client.node("busy").lease();
        one.report(1, 1, 5);
        one.checkpoint(5, "the same weights");
        one.finish(Finish.Outcome.FINISHED, 5);
        client.queue("second", 5, 0);
        TestAttempt two = client.node("busy").lease();
        two.report(1, 1, 5);
        two.checkpoint(5, "the same weights");
        two.finish(Finish.Outcome.FINISHED, 5);
        String sha256 = client.database()
                .sql("select sha256 from checkpoint where experiment_id = :id")
                .param("id", first)
                .query(String.class)
                .single();
        delete(first, client.token());
        age(first, 8);
        purge.purge();
        assertThat(store.find(sha256)).isPresent();
    }

    @Test
    void an_idempotency_key_is_free_again_after_a_deletion() {
        HttpRequest.Builder request = client.request(LIST)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "once")
                .POST(HttpRequest.BodyPublishers.ofString(ExperimentTestClient.spec("keyed", 5)));
        UUID first = UUID.fromString(client.send(request.copy(), client.token()).text("/id"));
        delete(first, client.token());
        TestResponse second = client.send(request.copy(), client.token());
        assertThat(second.status()).as(second.body()).isEqualTo(201);
        assertThat(second.text("/id")).isNotEqualTo(first.toString());
        assertThat(client.post("/api/experiments/" + first + "/restore", "{}").status())
                .isEqualTo(200);
    }

    @Test
    void a_member_deletes_only_what_is_theirs() {
        TestUsers.Member member = users.member("Mina");
        UUID others = client.queue("others", 5, 0);
        TestResponse refused = delete(others, member.token());
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("/detail"))
                .isEqualTo("an experiment is deleted by whoever queued it, or by an administrator");
        TestResponse own = post(LIST, ExperimentTestClient.spec("own", 5), member.token());
        UUID id = UUID.fromString(own.text("/id"));
        assertThat(delete(id, member.token()).status()).isEqualTo(204);
        assertThat(post("/api/experiments/" + id + "/restore", "{}", member.token())
                        .status())
                .isEqualTo(200);
        TestResponse many = post(ACTIONS, "{\"action\": \"delete\", \"filter\": \"steps = 5\"}", member.token());
        assertThat(many.json().path("done").asInt()).isEqualTo(1);
        assertThat(many.json().path("refused").asInt()).isEqualTo(1);
        delete(others, client.token());
        assertThat(post("/api/experiments/" + others + "/restore", "{}", member.token())
                        .status())
                .isEqualTo(403);
    }

    @Test
    void an_archived_experiment_is_listed_where_the_filter_speaks_of_it() {
        UUID id = client.queue("away", 5, 0);
        client.queue("here", 5, 0);
        TestResponse waiting = client.post("/api/experiments/" + id + "/archive", "{}");
        assertThat(waiting.status()).isEqualTo(409);
        assertThat(waiting.text("/detail"))
                .isEqualTo("an experiment that is QUEUED cannot be archived; cancel it first");
        client.post("/api/experiments/" + id + "/cancel", "{}");
        TestResponse archived = client.post("/api/experiments/" + id + "/archive", "{}");
        assertThat(archived.status()).isEqualTo(200);
        assertThat(archived.json().path("archivedAt").isNull()).isFalse();
        assertThat(names("")).containsExactly("here");
        assertThat(names("&filter=archived%20%3D%20true")).containsExactly("away");
        assertThat(names("&filter=archived%20%3D%20true%20or%20archived%20%3D%20false"))
                .containsExactly("away", "here");
        assertThat(client.get("/api/experiments/" + id).status()).isEqualTo(200);
        assertThat(client.post("/api/experiments/" + id + "/unarchive", "{}")
                        .json()
                        .path("archivedAt")
                        .isNull())
                .isTrue();
        assertThat(names("")).containsExactly("away", "here");
        client.post("/api/experiments/" + id + "/archive", "{}");
        client.post("/api/experiments/" + id + "/retry", "{}");
        assertThat(names(""))
                .as("one that is tried again is no longer put away")
                .containsExactly("away", "here");
        assertThat(audited("EXPERIMENT_ARCHIVED")).contains("away " + id);
    }

    @Test
    void many_are_changed_at_once_and_each_is_answered_for() {
        UUID a = client.queue("a", 5, 0);
        UUID b = client.queue("b", 5, 0);
        UUID unknown = UUID.randomUUID();
        client.post("/api/experiments/" + b + "/cancel", "{}");
        TestResponse paused = client.post(
                ACTIONS, "{\"action\": \"pause\", \"ids\": [\"%s\", \"%s\", \"%s\"]}".formatted(b, unknown, a));
        assertThat(paused.status()).as(paused.body()).isEqualTo(200);
        assertThat(paused.json().path("done").asInt()).isEqualTo(1);
        assertThat(paused.text("/results/0/outcome")).isEqualTo("REFUSED");
        assertThat(paused.text("/results/0/name")).isEqualTo("b");
        assertThat(paused.text("/results/0/reason")).isEqualTo("an experiment that is CANCELLED cannot be paused");
        assertThat(paused.text("/results/1/outcome")).isEqualTo("NOT_FOUND");
        assertThat(paused.text("/results/2/outcome")).isEqualTo("DONE");
        assertThat(client.experiment(a).text("/state")).isEqualTo("PAUSED");

        TestResponse tagged = client.post(
                ACTIONS,
                "{\"action\": \"tag\", \"filter\": \"name in (a, b)\", \"tags\": [\"x\", \" y \"], \"expected\": 2}");
        assertThat(tagged.json().path("done").asInt()).as(tagged.body()).isEqualTo(2);
        assertThat(names("&filter=tag%3A%20y")).containsExactly("a", "b");
        client.post(ACTIONS, "{\"action\": \"untag\", \"ids\": [\"%s\"], \"tags\": [\"y\"]}".formatted(a));
        assertThat(names("&filter=tag%3A%20y")).containsExactly("b");
        for (String action :
                List.of("resume", "cancel", "retry", "cancel", "archive", "unarchive", "delete", "restore")) {
            TestResponse reply = client.post(ACTIONS, "{\"action\": \"%s\", \"ids\": [\"%s\"]}".formatted(action, a));
            assertThat(reply.json().path("done").asInt())
                    .as(action + reply.body())
                    .isEqualTo(1);
        }
    }

    @Test
    void a_request_for_many_that_makes_no_sense_does_nothing() {
        client.queue("a", 5, 0);
        for (List<String> each : List.of(
                List.of(
                        "{\"action\": \"delet\", \"ids\": []}",
                        "/action: 'delet' is not one of cancel, pause, resume, retry, tag, untag, archive, unarchive, delete, restore; did you mean 'delete'?"),
                List.of("{\"action\": \"delete\"}", "needs either ids or filter"),
                List.of(
                        "{\"action\": \"delete\", \"ids\": [], \"filter\": \"seed = 1\"}",
                        "needs either ids or filter"),
                List.of(
                        "{\"action\": \"delete\", \"filter\": \"\"}",
                        "/filter: column 1: a field is expected, not the end of the filter"),
                List.of(
                        "{\"action\": \"delete\", \"filter\": \"sed = 1\"}",
                        "/filter: column 1: 'sed' is not a field; did you mean 'seed'?"),
                List.of(
                        "{\"action\": \"delete\", \"filter\": \"seed = 1\", \"expected\": 7}",
                        "/expected: is 7, but 1 experiments match now; nothing was done"),
                List.of(
                        "{\"action\": \"restore\", \"filter\": \"seed = 1\"}",
                        "/filter: does not find deleted experiments; name them by ids to restore them"),
                List.of("{\"action\": \"tag\", \"ids\": []}", "/tags: is missing; name the tags to tag"),
                List.of(
                        "{\"action\": \"tag\", \"ids\": [], \"tags\": [\"\"]}",
                        "/tags/0: must have 1 to 50 characters"),
                List.of(
                        "{\"action\": \"cancel\", \"ids\": [], \"tags\": [\"x\"]}",
                        "/tags: belongs to the actions tag and untag"))) {
            TestResponse reply = client.post(ACTIONS, each.getFirst());
            assertThat(reply.status()).as(reply.body()).isEqualTo(422);
            assertThat(reply.text("/detail")).isEqualTo(each.getLast());
        }
        assertThat(names("")).containsExactly("a");
    }
}
