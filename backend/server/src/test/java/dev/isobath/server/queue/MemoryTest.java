package dev.isobath.server.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.server.TestResponse;
import dev.isobath.server.TestWorkerNode;
import dev.isobath.spec.SpecReader;
import dev.isobath.spec.memory.MemoryNeed;
import dev.isobath.spec.protocol.Finish.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;

/** Experiments go to nodes that have the memory for them, and never more at once than a node has. */
@ServerTest
class MemoryTest {

    /** What the tiny experiment of the tests takes. */
    private static final long TINY = MemoryNeed.of(
                    SpecReader.read(new JsonMapper().readTree(ExperimentTestClient.spec("tiny", 4))))
            .hostBytes();

    private static final String HUGE =
            "\"architecture\": {\"kind\": \"baseline\", \"layers\": 124, \"width\": 16384, \"heads\": 128}";

    @Autowired
    ExperimentTestClient client;

    @BeforeEach
    void begin() {
        client.clear();
        client.database().sql("delete from worker_node").update();
    }

    /** Returns a node whose attempts may take as much as so many tiny experiments. */
    private TestWorkerNode nodeFor(String name, double tiny) {
        return client.node(name).withMemory((long) (tiny * TINY) + (512L << 20));
    }

    private TestResponse submitHuge() {
        String tiny = "\"architecture\": {\"kind\": \"baseline\", \"layers\": 1, \"width\": 8, \"heads\": 2}";
        return client.post(
                "/api/projects/default/experiments",
                ExperimentTestClient.spec("huge", 4).replace(tiny, HUGE));
    }

    @Test
    void what_no_known_node_could_hold_is_refused_with_the_part_that_takes_the_most() {
        nodeFor("largest", 4).askForLease();
        nodeFor("smaller", 2).askForLease();

        TestResponse reply = submitHuge();

        assertThat(reply.status()).as(reply.body()).isEqualTo(422);
        assertThat(reply.text("/errors/0/pointer")).isEqualTo("/architecture");
        assertThat(reply.text("/errors/0/detail"))
                .contains("weights, gradients and moments 6.4 TB")
                .contains("the largest known worker node, 'largest'");
        assertThat(client.queue("tiny", 4, 0)).isNotNull();
    }

    @Test
    void nothing_is_refused_while_no_node_is_known() {
        assertThat(submitHuge().status()).isEqualTo(201);
    }

    @Test
    void a_node_that_does_not_say_what_it_has_may_have_enough() {
        client.node("silent").withMemory(0).askForLease();
        assertThat(submitHuge().status()).isEqualTo(201);
    }

    @Test
    void a_node_passes_over_what_it_could_never_hold() {
        assertThat(submitHuge().status()).isEqualTo(201);
        UUID tiny = client.queue("tiny", 4, 0);

        assertThat(nodeFor("small", 1.5).lease().experiment()).isEqualTo(tiny);
    }

    @Test
    void several_slots_never_take_more_than_the_node_has() throws Exception {
        for (int i = 0; i < 12; i++) {
            client.queue("one of many", 4, 0);
        }
        List<TestAttempt> leased = new ArrayList<>();
        try (ExecutorService slots = Executors.newFixedThreadPool(8)) {
            List<Future<List<TestAttempt>>> taken = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                taken.add(slots.submit(
                        () -> nodeFor("many slots", 3.5).lease(0).stream().toList()));
            }
            for (Future<List<TestAttempt>> each : taken) {
                leased.addAll(each.get());
            }
        }
        assertThat(leased).hasSize(3);
        assertThat(nodeFor("many slots", 3.5).lease(0)).isEmpty();

        leased.getFirst().finish(Outcome.FAILED, 0);

        assertThat(nodeFor("many slots", 3.5).lease(0)).isPresent();
    }

    @Test
    void the_first_in_line_waits_for_memory_and_is_not_overtaken() {
        client.queue("runs", 4, 9);
        TestWorkerNode node = nodeFor("two slots", 1.5);
        TestAttempt running = node.lease();
        UUID first = client.queue("first", 4, 5);
        client.queue("second", 4, 0);
        assertThat(node.lease(0)).isEmpty();

        running.finish(Outcome.FAILED, 0);

        assertThat(node.lease().experiment()).isEqualTo(first);
    }
}
