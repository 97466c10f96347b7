package dev.isobath.server.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.Await;
import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.server.TestClients;
import dev.isobath.server.TestWorkerNode;
import dev.isobath.spec.protocol.LeaseRequest;
import dev.isobath.spec.protocol.NodeDescription;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;

/** An experiment is never lost to a node that is gone. */
@ServerTest
class UnconfirmedLeasesTest {

    private static final JsonMapper JSON = new JsonMapper();

    @Autowired
    ExperimentTestClient client;

    @Autowired
    TestClients clients;

    @Autowired
    ExpiredLeaseSweeper sweeper;

    TestWorkerNode node;

    @BeforeEach
    void begin() {
        client.clear();
        node = client.node("north");
    }

    @Test
    void a_lease_whose_node_never_calls_returns_without_costing_a_try() {
        UUID id = client.queue("unlucky", 10, 0);
        for (int lease = 1; lease <= 8; lease++) {
            TestAttempt attempt = node.lease();
            assertThat(attempt.lease().number()).isEqualTo(lease);
            client.expireLease(attempt.lease().attempt());
            sweeper.sweep();
            assertThat(client.experiment(id).text("/state")).isEqualTo("QUEUED");
            assertThat(client.experiment(id).text("/stateReason"))
                    .isEqualTo("queued again: north never said that it has the lease");
            assertThat(attempt.heartbeat(0).status()).isEqualTo(409);
        }
    }

    @Test
    void a_node_has_five_seconds_for_its_first_call_and_then_the_whole_lease() {
        client.queue("timed", 10, 0);
        TestAttempt attempt = node.lease();
        assertThat(secondsLeft(attempt)).isBetween(0.0, 5.0);

        attempt.heartbeat(0);

        assertThat(secondsLeft(attempt)).isBetween(20.0, 30.0);
    }

    private double secondsLeft(TestAttempt attempt) {
        return client.database()
                .sql("select extract(epoch from lease_until - clock_timestamp())::float8 from attempt where id = :id")
                .param("id", attempt.lease().attempt())
                .query(Double.class)
                .single();
    }

    @Test
    void waiting_calls_whose_connections_have_closed_are_given_nothing() throws IOException {
        List<Socket> gone = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            gone.add(waitingCall("gone-" + i));
        }
        for (Socket socket : gone) {
            socket.close();
        }

        List<UUID> queued = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            queued.add(client.queue("wanted " + i, 10, 0));
        }

        for (UUID id : queued) {
            TestAttempt attempt = node.lease();
            assertThat(attempt.experiment()).isEqualTo(id);
            assertThat(attempt.lease().number())
                    .as("nobody was given it before")
                    .isEqualTo(1);
        }
    }

    @Test
    void a_waiting_call_that_is_still_there_is_given_what_comes() throws IOException {
        try (Socket waiting = waitingCall("patient")) {
            UUID id = client.queue("wanted", 10, 0);
            StringBuilder answer = new StringBuilder();
            while (answer.indexOf(id.toString()) < 0) {
                int octet = waiting.getInputStream().read();
                assertThat(octet).as("the connection stays open: %s", answer).isNotNegative();
                answer.append((char) octet);
            }
            assertThat(answer.toString()).startsWith("HTTP/1.1 200");
        }
    }

    /** Asks for an experiment on a connection of its own, and returns it when the server has the call. */
    private Socket waitingCall(String name) throws IOException {
        URI server = URI.create(clients.url());
        Socket socket = new Socket(InetAddress.getByName(server.getHost()), server.getPort());
        socket.setSoTimeout(30_000);
        byte[] body = JSON.writeValueAsBytes(new LeaseRequest(
                name, List.of(), new NodeDescription("host", 1, 2, 1L << 46, "cpu", "0.1.0", null), 60));
        String head = """
                POST /api/worker/lease HTTP/1.1
                Host: localhost
                Authorization: Bearer %s
                Content-Type: application/json
                Content-Length: %d

                """.formatted(client.workerToken(), body.length).replace("\n", "\r\n");
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(body);
        Await.until(
                () -> client.get("/api/workers").body(),
                workers -> workers.contains("\"" + name + "\""),
                Duration.ofSeconds(20));
        return socket;
    }
}
