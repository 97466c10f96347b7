package dev.isobath.server.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.server.TestResponse;
import dev.isobath.server.TestUsers;
import dev.isobath.server.TestWorkerNode;
import dev.isobath.server.accounts.WorkerTokenRepository;
import dev.isobath.spec.protocol.Finish.Outcome;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** The tokens with which worker nodes join, one by one. */
@ServerTest
class WorkerTokensTest {

    @Autowired
    ExperimentTestClient client;

    @Autowired
    TestUsers users;

    @Autowired
    WorkerTokenRepository tokens;

    @BeforeEach
    void begin() {
        client.clear();
    }

    private TestResponse make(String name) {
        TestResponse made = client.post("/api/worker-tokens", "{\"name\": \"" + name + "\"}");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return made;
    }

    private TestResponse revoke(String id) {
        return client.send(client.request("/api/worker-tokens/" + id).DELETE(), client.token());
    }

    private JsonNode listed(String id) {
        return client.get("/api/worker-tokens")
                .json()
                .path("tokens")
                .valueStream()
                .filter(token -> token.path("id").asString().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_token_joins_one_node_and_the_list_says_which() {
        TestResponse made = make("for the big machine");
        String id = made.text("/id");
        assertThat(made.text("/token")).startsWith(made.text("/prefix")).hasSizeGreaterThan(40);
        assertThat(listed(id).path("node").isNull()).isTrue();
        assertThat(listed(id).path("lastUsedAt").isNull()).isTrue();
        client.queue("wanted", 4, 0);

        TestWorkerNode big = client.node("big", made.text("/token"));
        assertThat(big.lease(0)).isPresent();

        assertThat(listed(id).path("node").asString()).isEqualTo("big");
        assertThat(listed(id).path("lastUsedAt").isNull()).isFalse();
        assertThat(listed(id).path("createdByName").asString()).isNotBlank();
        TestResponse other = client.node("other", made.text("/token")).askForLease();
        assertThat(other.status()).isEqualTo(401);
        assertThat(other.text("/detail")).contains("belongs to another node than 'other'");
        assertThat(big.askForLease().status()).isEqualTo(204);
        assertThat(client.get("/api/worker-tokens").body())
                .as("no secret is listed")
                .doesNotContain(made.text("/token"));
    }

    @Test
    void the_token_of_a_job_is_good_for_its_experiment_only() {
        client.queue("first in line", 4, 9);
        UUID wanted = client.queue("of the job", 4, 0);
        String token = tokens.issueForExperiment("job", wanted).secret().text();
        TestWorkerNode job = client.node("job", token);

        TestAttempt attempt = job.lease();

        assertThat(attempt.experiment()).isEqualTo(wanted);
        assertThat(job.askForLease().status()).as("its attempt runs").isEqualTo(204);
        assertThat(job.askForQuestion().status()).isEqualTo(401);
        assertThat(client.get("/api/worker-tokens").body())
                .as("it is no token of a node")
                .doesNotContain("\"job\"");
        attempt.report(1, 1, 4);
        attempt.checkpoint(4, "the end");
        assertThat(attempt.finish(Outcome.FINISHED, 4).status()).isEqualTo(204);
        TestResponse over = job.askForLease();
        assertThat(over.status()).isEqualTo(409);
        assertThat(over.text("/detail")).startsWith("experiment " + wanted + " is finished");
    }

    @Test
    void a_revoked_token_ends_its_attempts_and_those_of_others_go_on() {
        TestResponse made = make("to be revoked");
        UUID mine = client.queue("mine", 10, 5);
        UUID theirs = client.queue("theirs", 10, 0);
        TestWorkerNode node = client.node("leaving", made.text("/token"));
        TestAttempt ending = node.lease();
        assertThat(ending.experiment()).isEqualTo(mine);
        ending.report(1, 1, 4);
        ending.checkpoint(4, "state after 4");
        TestAttempt staying = client.node("staying").lease();
        assertThat(staying.experiment()).isEqualTo(theirs);

        assertThat(revoke(made.text("/id")).status()).isEqualTo(204);

        assertThat(ending.heartbeat(4).status()).isEqualTo(409);
        assertThat(node.askForLease().status()).isEqualTo(401);
        assertThat(node.askForQuestion().status()).isEqualTo(401);
        assertThat(staying.heartbeat(0).status()).isEqualTo(200);
        TestResponse queued = client.experiment(mine);
        assertThat(queued.text("/state")).isEqualTo("QUEUED");
        assertThat(queued.text("/stateReason"))
                .startsWith("queued again: the token 'to be revoked' of its worker node was revoked by ");
        assertThat(client.node("staying").lease().lease().resume()).isNotNull();
        assertThat(client.get("/api/audit").body()).contains("WORKER_TOKEN_REVOKED");
        assertThat(revoke(made.text("/id")).status()).isEqualTo(404);
    }

    @Test
    void a_call_that_waits_while_its_token_is_revoked_is_given_nothing() throws Exception {
        TestResponse made = make("waiting");
        TestWorkerNode node = client.node("waiting", made.text("/token"));
        assertThat(node.askForLease().status()).isEqualTo(204);
        try (ExecutorService waiting = Executors.newSingleThreadExecutor()) {
            Future<TestResponse> reply = waiting.submit(() -> node.askForLease(30));
            revoke(made.text("/id"));
            client.queue("late", 10, 0);
            assertThat(reply.get().status()).isEqualTo(401);
        }
        assertThat(client.node("north").lease().lease().number()).isEqualTo(1);
    }

    @Test
    void a_rotated_token_works_until_the_new_one_is_used() {
        TestResponse old = make("rotated");
        TestWorkerNode before = client.node("steady", old.text("/token"));
        UUID id = client.queue("long", 10, 0);
        TestAttempt attempt = before.lease();

        TestResponse made = client.post("/api/worker-tokens/" + old.text("/id") + "/rotation", "");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("/node")).isEqualTo("steady");
        assertThat(before.askForLease().status()).isEqualTo(204);

        TestWorkerNode after = client.node("steady", made.text("/token"));
        assertThat(after.askForLease().status()).isEqualTo(204);
        assertThat(before.askForLease().status()).isEqualTo(401);
        assertThat(attempt.heartbeat(1).status()).isEqualTo(200);
        revoke(made.text("/id"));
        assertThat(attempt.heartbeat(1).status())
                .as("its attempts belong to the new token")
                .isEqualTo(409);
        assertThat(client.experiment(id).text("/state")).isEqualTo("QUEUED");
    }

    @Test
    void the_token_of_the_installation_joins_any_number_of_nodes() {
        assertThat(client.node("one").askForLease().status()).isEqualTo(204);
        assertThat(client.node("two").askForLease().status()).isEqualTo(204);
        assertThat(client.get("/api/worker-tokens").json().path("tokens").valueStream())
                .anyMatch(token -> !token.path("oneNode").asBoolean()
                        && token.path("node").asString().equals("two"));
    }

    @Test
    void only_administrators_make_and_revoke_tokens() {
        String member = users.member("Curious").token();
        String id = make("kept").text("/id");
        for (TestResponse reply : List.of(
                client.send(
                        client.request("/api/worker-tokens")
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"name\": \"mine\"}")),
                        member),
                client.send(
                        client.request("/api/worker-tokens/" + id + "/rotation")
                                .POST(HttpRequest.BodyPublishers.noBody()),
                        member),
                client.send(client.request("/api/worker-tokens/" + id).DELETE(), member))) {
            assertThat(reply.status()).isEqualTo(403);
        }
        assertThat(client.send(client.request("/api/worker-tokens").GET(), member)
                        .status())
                .isEqualTo(200);
        TestResponse nameless = client.post("/api/worker-tokens", "{\"name\": \" \"}");
        assertThat(nameless.status()).isEqualTo(422);
        assertThat(nameless.text("/errors/0/pointer")).isEqualTo("/name");
    }
}
