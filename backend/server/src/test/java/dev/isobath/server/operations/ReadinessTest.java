package dev.isobath.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.Await;
import dev.isobath.server.ServerProcess;
import dev.isobath.server.database.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a load balancer and a supervisor see when the database goes and comes. */
class ReadinessTest {

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void a_server_without_its_database_is_alive_and_not_ready_until_the_database_is_back() {
        String database = TestDatabase.fresh();
        try (ServerProcess server = ServerProcess.start(database)) {
            assertThat(status(server, "readiness")).isEqualTo(200);

            TestDatabase.setReachable(database, false);
            awaitStatus(server, "readiness", 503);
            assertThat(status(server, "liveness")).isEqualTo(200);

            TestDatabase.setReachable(database, true);
            awaitStatus(server, "readiness", 200);
        }
    }

    private void awaitStatus(ServerProcess server, String group, int wanted) {
        Await.until(() -> status(server, group), status -> status == wanted, Duration.ofMinutes(2));
    }

    private int status(ServerProcess server, String group) {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create(server.url() + "/actuator/health/" + group))
                                    .timeout(Duration.ofSeconds(60))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
