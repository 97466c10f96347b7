package dev.isobath.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shell script replaces the worker program. It records its starts and ends, and runs until its input closes. */
class LocalWorkerTest {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private LocalWorker worker;

    @BeforeEach
    void start() {
        String program = "echo start $$; cat >/dev/null; echo handed back";
        worker = new LocalWorker(List.of("sh", "-c", program), folder.resolve("logs/worker.log"));
        worker.start();
    }

    @AfterEach
    void stop() {
        worker.stop();
    }

    @Test
    void a_stop_lets_the_node_hand_its_work_back() throws Exception {
        await(log -> log.contains("start"));

        worker.stop();

        assertThat(log()).contains("handed back");
    }

    @Test
    void a_killed_node_is_started_again() throws Exception {
        await(log -> log.contains("start"));
        long first = Long.parseLong(log().strip().substring("start ".length()));

        ProcessHandle.of(first).orElseThrow().destroyForcibly();

        await(log -> log.lines().filter(line -> line.startsWith("start")).count() == 2);
    }

    @Test
    void stopping_twice_does_no_harm() throws Exception {
        await(log -> log.contains("start"));

        worker.stop();
        worker.stop();

        assertThat(log().lines().filter(line -> line.startsWith("start"))).hasSize(1);
    }

    private String log() throws IOException {
        Path file = folder.resolve("logs/worker.log");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private void await(Predicate<String> condition) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.test(log())) {
            assertThat(System.nanoTime()).as("deadline, with the log %s", log()).isLessThan(deadline);
            assertThat(never.await(50, TimeUnit.MILLISECONDS)).isFalse();
        }
    }
}
