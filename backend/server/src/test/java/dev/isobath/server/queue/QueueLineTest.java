package dev.isobath.server.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.server.TestWorkerNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

/** The line beside other calls that hold a part of it. Its order is held by {@code MonthTest}. */
@ServerTest
class QueueLineTest {

    @Autowired
    ExperimentTestClient client;

    @Autowired
    TransactionTemplate transaction;

    @BeforeEach
    void begin() {
        client.clear();
        client.database().sql("delete from worker_node").update();
    }

    @Test
    void a_change_of_many_experiments_does_not_hide_the_others() {
        List<UUID> queued = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            queued.add(client.queue("one of many", 4, 0));
        }
        UUID last = queued.removeLast();
        transaction.executeWithoutResult(_ -> {
            client.database()
                    .sql("select id from experiment where id in (:ids) for update")
                    .param("ids", queued)
                    .query(rows -> {});
            assertThat(client.node("north").lease().experiment()).isEqualTo(last);
        });
        assertThat(client.node("north").lease().experiment()).isEqualTo(queued.getFirst());
    }

    @Test
    void nodes_that_wait_together_are_each_given_one_of_what_is_queued_meanwhile() throws Exception {
        int count = 12;
        try (ExecutorService waiting = Executors.newFixedThreadPool(count)) {
            List<Future<Optional<TestAttempt>>> calls = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                TestWorkerNode node = client.node("waiting " + i);
                calls.add(waiting.submit(() -> node.lease(30)));
            }
            Set<UUID> queued = new HashSet<>();
            for (int i = 0; i < count; i++) {
                queued.add(client.queue("for anybody", 4, 0));
            }
            Set<UUID> taken = new HashSet<>();
            for (Future<Optional<TestAttempt>> call : calls) {
                taken.add(call.get().orElseThrow().experiment());
            }
            assertThat(taken).isEqualTo(queued);
        }
    }
}
