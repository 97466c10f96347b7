package dev.isobath.server.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.Await;
import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

/** More submissions at once than the server has connections. */
@ServerTest
class SimultaneousSubmissionsTest {

    private static final int SUBMISSIONS = 100;

    @Autowired
    ExperimentTestClient client;

    @Autowired
    TransactionTemplate transaction;

    @AfterEach
    void clear() {
        client.clear();
    }

    @Test
    void a_hundred_submissions_at_once_wait_in_turn_and_others_are_served_meanwhile() throws Exception {
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch served = new CountDownLatch(1);
        List<Future<TestResponse>> replies = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> lock = threads.submit(() -> transaction.executeWithoutResult(_ -> {
                // Nobody can add an experiment until this transaction ends.
                client.database().sql("lock table experiment in exclusive mode").update();
                locked.countDown();
                await(served);
            }));
            locked.await();
            try {
                for (int i = 0; i < SUBMISSIONS; i++) {
                    String spec = ExperimentTestClient.spec("at once " + i, 5);
                    replies.add(threads.submit(() -> client.post("/api/projects/default/experiments", spec)));
                }
                Await.until(this::waiting, count -> count == SubmissionService.AT_ONCE, Duration.ofSeconds(60));
                assertThat(client.get("/api/projects/default/experiments").status())
                        .isEqualTo(200);
            } finally {
                served.countDown();
            }
            lock.get();
        }
        Set<String> ids = new HashSet<>();
        for (Future<TestResponse> reply : replies) {
            assertThat(reply.get().status()).as(reply.get().body()).isEqualTo(201);
            ids.add(reply.get().text("/id"));
            assertThat(client.get("/api/experiments/" + reply.get().text("/id")).json())
                    .isEqualTo(reply.get().json());
        }
        assertThat(ids).hasSize(SUBMISSIONS);
    }

    private long waiting() {
        return client.database().sql("""
                        select count(*) from pg_stat_activity
                        where datname = current_database() and wait_event_type = 'Lock' and query like 'insert into experiment %'
                        """).query(Long.class).single();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
