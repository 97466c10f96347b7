package dev.isobath.server.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.Await;
import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What a server leaves behind that is killed while it runs a task. */
@ServerTest
class KilledSweepTest {

    @Autowired
    ExperimentTestClient client;

    @Test
    void a_sweep_that_a_killed_server_was_running_is_run_by_the_next_one() {
        // The row is as a server leaves it that is killed in the middle of the task.
        Await.until(() -> client.database().sql("""
                                update scheduled_tasks set picked = true, picked_by = 'a killed server', last_heartbeat = now(), version = version + 1
                                where task_name = 'sweep-expired-leases' and not picked
                                """).update(), updated -> updated == 1, Duration.ofSeconds(20));

        // Without the setting of the heartbeat this takes half an hour.
        boolean picked = Await.until(
                () -> client.database().sql("""
                                select coalesce(bool_or(picked_by = 'a killed server'), false) from scheduled_tasks
                                where task_name = 'sweep-expired-leases'
                                """).query(Boolean.class).single(),
                stillThere -> !stillThere,
                Duration.ofMinutes(2));

        assertThat(picked).isFalse();
    }
}
