package dev.isobath.server.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.server.TestResponse;
import dev.isobath.server.TestWorkerNode;
import dev.isobath.spec.protocol.Finish;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ServerTest
class LogsTest {

    @Autowired
    private ExperimentTestClient client;

    @BeforeEach
    void clear() {
        client.clear();
    }

    private TestResponse logs(UUID id, String query) {
        return client.get("/api/experiments/" + id + "/logs" + query);
    }

    private static String position(TestResponse response) {
        return response.headers().firstValue("Isobath-Log-Position").orElseThrow();
    }

    @Test
    void a_reader_that_follows_gets_each_line_once_and_a_heading_where_a_new_attempt_begins() {
        UUID id = client.queue("followed", 30, 0);
        TestWorkerNode node = client.node("follower");
        TestAttempt first = node.lease();
        first.report(1, 1, 4);
        TestResponse begin = logs(id, "");
        assertThat(begin.body()).isEqualTo("step 4");

        TestResponse nothing = logs(id, "?after=" + position(begin));
        assertThat(nothing.body()).isEmpty();
        assertThat(position(nothing)).isEqualTo(position(begin));

        first.report(2, 5, 9);
        first.finish(Finish.Outcome.LOST, 9);
        client.database()
                .sql("update experiment set not_before = now() where id = :id")
                .param("id", id)
                .update();
        TestAttempt second = node.lease();
        second.report(1, 1, 2);

        TestResponse more = logs(id, "?after=" + position(begin));
        assertThat(more.body()).isEqualTo("step 9\nlast line\n--- attempt 2 ---\nstep 2");
        second.report(2, 3, 4);
        assertThat(logs(id, "?after=" + position(more)).body()).isEqualTo("step 4");
        assertThat(logs(id, "?lines=2&after=" + position(begin)).body()).isEqualTo("step 2\nstep 4");
    }

    @Test
    void a_position_that_is_none_is_refused() {
        UUID id = client.queue("quiet", 30, 0);

        assertThat(position(logs(id, ""))).isEqualTo("0");
        assertThat(logs(id, "?after=-1").status()).isEqualTo(400);
        assertThat(logs(id, "?after=x").status()).isEqualTo(400);
    }
}
