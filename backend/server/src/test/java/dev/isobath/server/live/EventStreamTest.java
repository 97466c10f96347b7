package dev.isobath.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
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

        @Override
        public void close() {
            stream.close();
        }
    }

    @Autowired
    ExperimentTestClient client;

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

    private Listener listen(String path, @Nullable String lastSeen) throws IOException, InterruptedException {
        HttpRequest.Builder request = client.request(path).header("Authorization", "Bearer " + client.token());
        if (lastSeen != null) {
            request.header("Last-Event-ID", lastSeen);
        }
        return new Listener(http.send(request.build(), HttpResponse.BodyHandlers.ofLines()));
    }
}
