package dev.isobath.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.server.TestResponse;
import dev.isobath.server.TestUsers;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ServerTest
@Timeout(60)
class EventStreamTest {

    private record Event(String name, String id, JsonNode data) {}

    /** A client that reads an event stream. */
    private static final class Listener implements AutoCloseable {

        private final Stream<String> stream;
        private final Iterator<String> lines;

        Listener(HttpResponse<Stream<String>> response) {
            assertThat(response.statusCode()).isEqualTo(200);
            stream = response.body();
            lines = stream.iterator();
        }

        Event next() {
            String name = "";
            String id = "";
            JsonNode data = null;
            while (true) {
                String line = lines.next();
                if (line.startsWith("event:")) {
                    name = line.substring(6);
                } else if (line.startsWith("id:")) {
                    id = line.substring(3);
                } else if (line.startsWith("data:")) {
                    data = new JsonMapper().readTree(line.substring(5));
                } else if (line.isEmpty() && data != null) {
                    return new Event(name, id, data);
                }
            }
        }

        Event next(String name) {
            Event event = next();
            while (!event.name().equals(name)) {
                event = next();
            }
            return event;
        }

        /** Waits until the server has ended the stream. */
        boolean ends() {
            while (lines.hasNext()) {
                lines.next();
            }
            return true;
        }

        @Override
        public void close() {
            stream.close();
        }
    }

    @Autowired
    ExperimentTestClient client;

    @Autowired
    TestUsers users;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void clear() {
        client.clear();
    }

    @AfterEach
    void stop() {
        http.shutdownNow();
    }

    @Test
    void a_listener_sees_an_experiment_from_now_to_its_changes() throws Exception {
        UUID id = client.queue("watched", 10, 0);
        try (Listener listener = listen("/api/experiments/" + id + "/events", null)) {
            Event first = listener.next("experiment");
            assertThat(first.data().path("state").asString()).isEqualTo("QUEUED");
            TestAttempt attempt = client.node("north").lease();
            Event started = listener.next("experiment");
            assertThat(started.data().path("state").asString()).isEqualTo("RUNNING");
            assertThat(Long.parseLong(started.id())).isGreaterThan(Long.parseLong(first.id()));
            attempt.report(1, 1, 3);
            Event points = listener.next("points");
            assertThat(points.data().path("step").asLong()).isEqualTo(3);
            assertThat(points.data().path("experiment").asString()).isEqualTo(id.toString());
        }
    }

    @Test
    void many_changes_at_once_are_told_together() throws Exception {
        UUID id = client.queue("busy", 100, 0);
        TestAttempt attempt = client.node("north").lease();
        try (Listener listener = listen("/api/experiments/" + id + "/events", null)) {
            listener.next("experiment");
            for (int batch = 1; batch <= 50; batch++) {
                attempt.report(batch, batch * 2L - 1, batch * 2L);
            }
            int events = 0;
            long step = 0;
            while (step < 100) {
                step = listener.next("experiment").data().path("step").asLong();
                events++;
            }
            assertThat(events).isLessThan(50);
        }
    }

    @Test
    void who_comes_back_is_told_what_was_missed_and_nothing_else() throws Exception {
        UUID id = client.queue("missed", 10, 0);
        String seen;
        try (Listener listener = listen("/api/experiments/" + id + "/events", null)) {
            seen = listener.next("experiment").id();
        }
        try (Listener listener = listen("/api/experiments/" + id + "/events", seen)) {
            client.patch("/api/experiments/" + id, "{\"name\": \"renamed\"}");
            assertThat(listener.next("experiment").data().path("name").asString())
                    .isEqualTo("renamed");
        }
        client.patch("/api/experiments/" + id, "{\"name\": \"again\"}");
        try (Listener listener = listen("/api/experiments/" + id + "/events", seen)) {
            assertThat(listener.next("experiment").data().path("name").asString())
                    .isEqualTo("again");
        }
    }

    @Test
    void a_project_is_watched_as_a_whole() throws Exception {
        try (Listener listener = listen("/api/projects/default/events", null)) {
            UUID id = client.queue("new one", 10, 0);
            Event event = listener.next("experiment");
            while (!event.data().path("id").asString().equals(id.toString())) {
                event = listener.next("experiment");
            }
            assertThat(event.data().path("name").asString()).isEqualTo("new one");
        }
    }

    @Test
    void nobody_listens_to_what_is_not_there() {
        assertThat(client.get("/api/experiments/" + UUID.randomUUID() + "/events")
                        .status())
                .isEqualTo(404);
        assertThat(client.get("/api/projects/nowhere/events").status()).isEqualTo(404);
    }

    @Test
    void the_streams_of_somebody_who_loses_access_end_at_once() throws Exception {
        UUID id = client.queue("seen by both", 10, 0);
        String path = "/api/experiments/" + id + "/events";
        TestUsers.Member ada = users.member("Ada");
        TestUsers.Member bob = users.member("Bob");
        String revoked = ada.token();
        try (Listener others = listen(path, null)) {
            others.next("experiment");

            endsWhen(listen(path, null, revoked), () -> revokeTokensOf(ada));
            endsWhen(listen(path, null, ada.token()), () -> resetPasswordOf(ada));
            endsWhen(listen(path, null, bob.token()), () -> asAdministrator("/api/users/" + bob.id() + "/deactivate"));

            client.patch("/api/experiments/" + id, "{\"name\": \"still told\"}");
            assertThat(others.next("experiment").data().path("name").asString()).isEqualTo("still told");
        }
        assertThat(send(path, null, revoked).statusCode()).isEqualTo(401);
    }

    @Test
    void somebody_who_signs_out_in_one_browser_is_told_on_in_another() throws Exception {
        UUID id = client.queue("seen by a script", 10, 0);
        String path = "/api/experiments/" + id + "/events";
        TestUsers.Member ada = users.member("Ada");
        String token = ada.token();
        endsWhen(listen(path, null, token), () -> ada.browser().delete("/api/session"));

        try (Listener again = listen(path, null, token)) {
            assertThat(again.next("experiment").data().path("id").asString()).isEqualTo(id.toString());
        }
    }

    private static void endsWhen(Listener listener, Runnable loss) {
        try (listener) {
            listener.next("experiment");
            loss.run();
            assertThat(listener.ends()).isTrue();
        }
    }

    private void revokeTokensOf(TestUsers.Member member) {
        JsonNode tokens = member.browser().get("/api/tokens").body().path("tokens");
        assertThat(tokens).isNotEmpty();
        tokens.forEach(token ->
                member.browser().delete("/api/tokens/" + token.path("id").asString()));
    }

    private void resetPasswordOf(TestUsers.Member member) {
        String link =
                asAdministrator("/api/users/" + member.id() + "/reset-link").text("/token");
        TestResponse reply = client.post(
                "/api/invitations/accept", "{\"token\": \"%s\", \"password\": \"another lead line\"}".formatted(link));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    }

    private TestResponse asAdministrator(String path) {
        TestResponse reply = client.post(path, "{}");
        assertThat(reply.status()).as(reply.body()).isBetween(200, 201);
        return reply;
    }

    private Listener listen(String path, @Nullable String lastSeen) throws IOException, InterruptedException {
        return listen(path, lastSeen, client.token());
    }

    private Listener listen(String path, @Nullable String lastSeen, String token)
            throws IOException, InterruptedException {
        return new Listener(send(path, lastSeen, token));
    }

    private HttpResponse<Stream<String>> send(String path, @Nullable String lastSeen, String token)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = client.request(path).header("Authorization", "Bearer " + token);
        if (lastSeen != null) {
            request.header("Last-Event-ID", lastSeen);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
    }
}
