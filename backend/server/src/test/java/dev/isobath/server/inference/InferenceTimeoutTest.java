package dev.isobath.server.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.server.TestInferenceLease;
import dev.isobath.server.TestResponse;
import dev.isobath.server.TestWorkerNode;
import dev.isobath.spec.inference.InferenceResult;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** Inference with a timeout of two seconds and at most one waiting request. */
@ServerTest
@TestPropertySource(properties = {"isobath.questions.patience=2s", "isobath.questions.open=1"})
@Timeout(60)
class InferenceTimeoutTest {

    @Autowired
    ExperimentTestClient client;

    private TestWorkerNode node;
    private UUID experiment;

    @BeforeEach
    void begin() {
        client.clear();
        client.database().sql("delete from question").update();
        node = client.node("north");
        experiment = client.queue("trained", 10, 0);
        TestAttempt attempt = node.lease();
        attempt.report(1, 1, 3);
        attempt.checkpoint(3, "weights");
        assertThat(node.leaseInference(0)).isEmpty();
    }

    private TestResponse ask() {
        return client.post("/api/experiments/" + experiment + "/logits", "{\"text\": \"a\"}");
    }

    @Test
    void a_question_that_no_node_takes_in_time_is_cancelled_and_says_why() {
        TestResponse reply = ask();

        assertThat(reply.status()).isEqualTo(504);
        assertThat(reply.text("/type")).isEqualTo("/problems/answer-late");
        assertThat(reply.text("/detail")).contains("within 2 s").contains("busy with other questions");
        assertThat(node.leaseInference(0)).isEmpty();
    }

    @Test
    void a_question_that_takes_its_node_too_long_is_cancelled_and_the_node_hears_of_it() throws Exception {
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            Future<TestResponse> reply = executor.submit(this::ask);
            TestInferenceLease inference = node.leaseInference();

            assertThat(reply.get().status()).isEqualTo(504);
            assertThat(reply.get().text("/detail")).contains("'north' was still computing");
            assertThat(inference.heartbeat().status()).isEqualTo(409);
            assertThat(inference.answer(new InferenceResult.Failed("too late")).status())
                    .isEqualTo(409);
        }
    }

    @Test
    void more_than_may_wait_are_sent_away() throws Exception {
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            Future<TestResponse> first = executor.submit(this::ask);
            TestInferenceLease inference = node.leaseInference();

            TestResponse second = ask();

            assertThat(second.status()).isEqualTo(503);
            assertThat(second.text("/type")).isEqualTo("/problems/too-many-questions");
            assertThat(second.headers().firstValue("Retry-After")).isPresent();
            inference.answer(new InferenceResult.Failed("never mind"));
            assertThat(first.get().status()).isEqualTo(502);
        }
    }
}
