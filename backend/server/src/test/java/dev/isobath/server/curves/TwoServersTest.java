package dev.isobath.server.curves;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isobath.server.Await;
import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerProcess;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.spec.protocol.ReportBatch;
import dev.isobath.spec.protocol.StepReport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.json.JsonMapper;

/** The server of the test and a second one, a process, on the same database. */
@ServerTest
class TwoServersTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int BATCH = 100;

    /** With this batch of {@value #BATCH} steps the open blocks are merged. */
    private static final int MERGING = Block.FULL / BATCH + 1;

    @Autowired
    ExperimentTestClient client;

    @Autowired
    CurveReader reader;

    @Autowired
    Environment environment;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void begin() {
        client.clear();
    }

    @AfterEach
    void clear() {
        client.clear();
        http.close();
    }

    @Test
    void a_server_that_is_killed_in_the_middle_of_a_merge_loses_and_doubles_no_point() throws Exception {
        TestAttempt attempt;
        try (ServerProcess killed = ServerProcess.start(databaseUrl());
                Connection blocking = DriverManager.getConnection(databaseUrl(), databaseUser(), databasePassword());
                Statement statement = blocking.createStatement()) {
            // A lease may end while a server starts on a busy machine, so it is taken when the server is there.
            attempt = attempt("killed");
            for (int batch = 1; batch < MERGING; batch++) {
                assertThat(report(killed.url(), attempt, batch).get().statusCode())
                        .isEqualTo(200);
            }
            assertThat(openBlocks(attempt)).isGreaterThan(MERGING);
            // The merge waits for these blocks, when it has taken nothing yet or some of them.
            blocking.setAutoCommit(false);
            statement.execute("select 1 from curve_block where first_step = %d and experiment_id = '%s' for update"
                    .formatted(1 + BATCH * (MERGING / 2), attempt.experiment()));
            CompletableFuture<HttpResponse<String>> merging = report(killed.url(), attempt, MERGING);
            Await.until(this::mergesThatWait, waiting -> waiting == 1, Duration.ofMinutes(1));
            killed.kill();
            assertThatThrownBy(merging::get).isInstanceOf(ExecutionException.class);
            blocking.rollback();
        }

        // The worker node repeats what was not acknowledged, and goes on.
        for (int batch = MERGING; batch <= 2 * MERGING; batch++) {
            assertThat(attempt.report(batch(batch)).status()).isEqualTo(200);
        }

        assertThat(openBlocks(attempt)).isLessThan(MERGING);
        assertEachPointOnce(attempt, 2 * MERGING);
    }

    @Test
    void two_servers_that_append_and_merge_at_once_take_each_batch_once() throws Exception {
        TestAttempt twice;
        TestAttempt inTurn;
        try (ServerProcess other = ServerProcess.start(databaseUrl())) {
            twice = attempt("to both servers");
            inTurn = attempt("to one server after the other");
            String here = client.request("").build().uri().toString();
            for (int batch = 1; batch <= 3 * MERGING; batch++) {
                List<CompletableFuture<HttpResponse<String>>> calls = List.of(
                        report(other.url(), twice, batch),
                        report(here, twice, batch),
                        report(batch % 2 == 0 ? here : other.url(), inTurn, batch));
                for (CompletableFuture<HttpResponse<String>> call : calls) {
                    assertThat(call.get().statusCode()).as(call.get().body()).isEqualTo(200);
                }
            }
        }
        assertEachPointOnce(twice, 3 * MERGING);
        assertEachPointOnce(inTurn, 3 * MERGING);
    }

    private TestAttempt attempt(String name) {
        client.queue(name, 1_000_000, 0);
        return client.node("node of " + name).lease();
    }

    private static ReportBatch batch(int number) {
        return new ReportBatch(
                number,
                LongStream.range((number - 1L) * BATCH + 1, (long) number * BATCH + 1)
                        .mapToObj(step -> new StepReport(
                                step, step * 16.0, step * 100.0, step * 0.5, Map.of("train_loss", 1.0 / step)))
                        .toList(),
                List.of());
    }

    private CompletableFuture<HttpResponse<String>> report(String server, TestAttempt attempt, int number) {
        return http.sendAsync(
                HttpRequest.newBuilder(URI.create(server + attempt.address() + "/reports"))
                        .header("Authorization", "Bearer " + attempt.lease().token())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(batch(number))))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void assertEachPointOnce(TestAttempt attempt, int batches) {
        long[] steps = LongStream.rangeClosed(1, (long) batches * BATCH).toArray();
        UUID id = attempt.experiment();
        Curve curve = reader.read(
                        List.of(id), new CurveQuery(List.of("train_loss"), Axis.TOKENS, null, null, 1_000_000, null))
                .getFirst()
                .curves()
                .getFirst();
        assertThat(curve.x())
                .isEqualTo(LongStream.of(steps).mapToDouble(step -> step * 16.0).toArray());
        assertThat(curve.y())
                .isEqualTo(LongStream.of(steps).mapToDouble(step -> 1.0 / step).toArray());
        List<Long> stored = client.database()
                .sql("select sum(points) from curve_block where experiment_id = :id group by series")
                .param("id", id)
                .query((row, _) -> row.getLong("sum"))
                .list();
        assertThat(stored).hasSize(4).containsOnly((long) steps.length);
    }

    private long openBlocks(TestAttempt attempt) {
        return client.database()
                .sql("select count(*) from curve_block where experiment_id = :id and not closed")
                .param("id", attempt.experiment())
                .query(Long.class)
                .single();
    }

    private long mergesThatWait() {
        return client.database().sql("""
                        select count(*) from pg_stat_activity
                        where datname = current_database() and wait_event_type = 'Lock' and query like '%delete from curve_block b%'
                        """).query(Long.class).single();
    }

    private String databaseUrl() {
        return environment.getRequiredProperty("spring.datasource.url");
    }

    private String databaseUser() {
        return environment.getRequiredProperty("spring.datasource.username");
    }

    private String databasePassword() {
        return environment.getRequiredProperty("spring.datasource.password");
    }
}
