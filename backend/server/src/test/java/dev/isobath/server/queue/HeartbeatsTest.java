package dev.isobath.server.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.server.TestResponse;
import dev.isobath.spec.protocol.Finish.Outcome;
import java.net.http.HttpRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A lease does not expire because the server or its database is busy, and no call hangs for long. */
@ServerTest
class HeartbeatsTest {

    @Autowired
    ExperimentTestClient client;

    @Autowired
    DataSource pool;

    UUID id;
    TestAttempt attempt;

    @BeforeEach
    void begin() {
        client.clear();
        id = client.queue("alive", 10, 0);
        attempt = client.node("north").lease();
        assertThat(attempt.heartbeat(0).status()).isEqualTo(200);
    }

    private Instant leaseUntil(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                var rows = statement.executeQuery("select lease_until from attempt where id = '"
                        + attempt.lease().attempt() + "'")) {
            rows.next();
            return rows.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    @Test
    void a_heartbeat_needs_no_connection_of_the_pool() throws SQLException {
        List<Connection> taken = new ArrayList<>();
        try {
            int all = pool.unwrap(HikariDataSource.class).getMaximumPoolSize();
            // One that the scheduler holds for a moment is taken when it comes back.
            while (taken.size() < all) {
                taken.add(pool.getConnection());
            }
            for (Connection connection : taken) {
                assertThat(setting(connection, "lock_timeout")).isEqualTo("10s");
                assertThat(setting(connection, "statement_timeout")).isEqualTo("1min");
            }
            Instant before = leaseUntil(taken.getFirst());

            assertThat(attempt.heartbeat(1).text("/action")).isEqualTo("CONTINUE");

            assertThat(leaseUntil(taken.getFirst())).isAfter(before);
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }
    }

    private static String setting(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                var rows = statement.executeQuery("show " + name)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Test
    void a_heartbeat_waits_for_no_transaction_that_holds_the_experiment() throws SQLException {
        try (Connection holder = pool.getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("select 1 from experiment where id = '" + id + "' for update");
            Instant before = leaseUntil(holder);

            assertThat(attempt.heartbeat(1).status()).isEqualTo(200);

            assertThat(leaseUntil(holder)).isAfter(before);
            holder.rollback();
            holder.setAutoCommit(true);
        }
    }

    @Test
    void a_call_that_waits_for_a_lock_is_told_to_come_back() throws SQLException {
        try (Connection holder = pool.getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("select 1 from experiment where id = '" + id + "' for update");

            TestResponse reply = attempt.report(1, 1, 2);

            assertThat(reply.status()).as(reply.body()).isEqualTo(503);
            assertThat(reply.text("/type")).isEqualTo("/problems/database-away");
            assertThat(reply.headers().firstValue("Retry-After")).isPresent();
            holder.rollback();
            holder.setAutoCommit(true);
        }
        assertThat(attempt.report(1, 1, 2).status())
                .as("nothing was stored of it")
                .isEqualTo(200);
    }

    @Test
    void a_heartbeat_with_a_wrong_token_or_of_an_ended_attempt_is_refused() {
        TestResponse wrong = client.send(
                client.request(attempt.address() + "/heartbeat")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"step\": 1}")),
                client.workerToken());
        assertThat(wrong.status()).isEqualTo(401);
        client.post("/api/experiments/" + id + "/cancel", "");
        assertThat(attempt.heartbeat(1).text("/action")).isEqualTo("STOP");
        attempt.finish(Outcome.STOPPED, 1);
        assertThat(attempt.heartbeat(1).status()).isEqualTo(409);
    }
}
