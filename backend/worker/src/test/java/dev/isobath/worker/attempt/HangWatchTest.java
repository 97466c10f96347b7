package dev.isobath.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HangWatchTest {

    private static final HangLimits LIMITS =
            new HangLimits(Duration.ofSeconds(60), Duration.ofMinutes(30), Duration.ofMinutes(5), 20);

    @TempDir
    private Path folder;

    private final AtomicLong now = new AtomicLong();
    private HangWatch watch;
    private long beats;
    private long signs;
    private long steps;

    @BeforeEach
    void make() {
        watch = new HangWatch(folder.resolve("pulse"), LIMITS, now::get);
    }

    private void write() throws IOException {
        Files.write(
                folder.resolve("pulse"),
                ByteBuffer.allocate(3 * Long.BYTES)
                        .putLong(beats)
                        .putLong(signs)
                        .putLong(steps)
                        .array());
    }

    /** Lets time pass in which the process beats and does nothing else. Returns when it counted as hanging. */
    private Optional<String> idle(Duration time) throws IOException {
        for (long second = 0; second < time.toSeconds(); second++) {
            now.addAndGet(Duration.ofSeconds(1).toNanos());
            beats++;
            write();
            Optional<String> why = watch.look();
            if (why.isPresent()) {
                return why;
            }
        }
        return Optional.empty();
    }

    private void step() throws IOException {
        steps++;
        signs++;
        write();
    }

    @Test
    void a_process_without_a_pulse_is_not_watched() {
        for (int second = 0; second < 10_000; second++) {
            now.addAndGet(Duration.ofSeconds(1).toNanos());
            assertThat(watch.look()).isEmpty();
        }
    }

    @Test
    void a_process_that_beats_no_more_has_stopped() throws IOException {
        assertThat(idle(Duration.ofSeconds(10))).isEmpty();
        int second = 0;
        Optional<String> why = Optional.empty();
        while (why.isEmpty()) {
            now.addAndGet(Duration.ofSeconds(1).toNanos());
            why = watch.look();
            second++;
        }
        assertThat(second).isEqualTo(61);
        assertThat(why.orElseThrow()).contains("it did nothing for 61 s");
    }

    @Test
    void the_time_in_which_the_node_itself_was_suspended_does_not_count() throws IOException {
        assertThat(idle(Duration.ofSeconds(10))).isEmpty();
        now.addAndGet(Duration.ofHours(3).toNanos());
        assertThat(watch.look()).isEmpty();
        assertThat(idle(Duration.ofSeconds(10))).isEmpty();
    }

    @Test
    void before_the_first_step_there_is_half_an_hour() throws IOException {
        assertThat(idle(Duration.ofMinutes(29))).isEmpty();
        assertThat(idle(Duration.ofMinutes(2)).orElseThrow()).contains("its training hung");
    }

    @Test
    void quick_steps_may_pause_for_five_minutes() throws IOException {
        for (int i = 0; i < 100; i++) {
            step();
            assertThat(idle(Duration.ofSeconds(1))).isEmpty();
        }
        assertThat(idle(Duration.ofMinutes(4))).isEmpty();
        assertThat(idle(Duration.ofMinutes(2)).orElseThrow()).contains("the longest pause before was 1 s");
    }

    @Test
    void slow_steps_may_pause_for_twenty_times_the_longest_pause_so_far() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(idle(Duration.ofMinutes(10))).isEmpty();
            step();
        }
        assertThat(idle(Duration.ofMinutes(199))).isEmpty();
        assertThat(idle(Duration.ofMinutes(2))).isPresent();
    }

    @Test
    void an_evaluation_gives_signs_without_steps() throws IOException {
        step();
        for (int i = 0; i < 100; i++) {
            assertThat(idle(Duration.ofMinutes(4))).isEmpty();
            signs++;
            write();
        }
    }
}
