package dev.isobath.worker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(3), new Random(1));

    @Test
    void each_wait_is_up_to_twice_as_long_as_the_one_before_until_the_longest() {
        for (long limit : new long[] {100, 200, 400, 800, 1600, 3000, 3000, 3000}) {
            assertThat(backoff.next()).isBetween(Duration.ofMillis(limit / 2), Duration.ofMillis(limit));
        }
    }

    @Test
    void it_never_overflows() {
        for (int i = 0; i < 100; i++) {
            backoff.next();
        }
        assertThat(backoff.next()).isBetween(Duration.ofMillis(1500), Duration.ofSeconds(3));
    }

    @Test
    void after_an_answer_it_begins_anew() {
        backoff.next();
        backoff.next();
        backoff.reset();
        assertThat(backoff.next()).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
    }

    @Test
    void two_nodes_do_not_come_back_together() {
        Backoff other = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(3), new Random(2));

        assertThat(backoff.next()).isNotEqualTo(other.next());
    }
}
