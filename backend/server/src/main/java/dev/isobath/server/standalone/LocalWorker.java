package dev.isobath.server.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one worker node running. The node ends by itself when its standard input closes, which also happens when the server is
 * killed. When the server stops in order, the node has time to take checkpoints and to hand its attempts back.
 */
final class LocalWorker {

    private static final Logger log = LoggerFactory.getLogger(LocalWorker.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(30);
    private static final Duration STABLE_AFTER = Duration.ofMinutes(1);

    private final List<String> command;
    private final Path logFile;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread watcher = Thread.ofPlatform().name("local-worker").unstarted(this::keepRunning);
    private volatile @Nullable Process process;

    LocalWorker(List<String> command, Path logFile) {
        this.command = List.copyOf(command);
        this.logFile = logFile;
    }

    void start() {
        watcher.start();
    }

    /** Closes the node's standard input and waits for the node to end. It kills the node when this takes too long. */
    void stop() {
        stopping.countDown();
        Process running = process;
        try {
            if (running != null) {
                closeInput(running);
                if (!running.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                    log.warn("The worker node did not stop within {}; it is killed.", STOP_TIMEOUT);
                    running.destroyForcibly();
                }
            }
            watcher.join(STOP_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void keepRunning() {
        Duration pause = Duration.ofSeconds(1);
        try {
            do {
                long started = System.nanoTime();
                int exit = run();
                if (stopping.getCount() == 0) {
                    return;
                }
                boolean stable = System.nanoTime() - started > STABLE_AFTER.toNanos();
                pause = stable ? Duration.ofSeconds(1) : min(pause.multipliedBy(2), MAX_PAUSE);
                log.warn("The worker node ended with {}; it is started again in {}. Its log: {}", exit, pause, logFile);
            } while (!stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            log.error("The worker node cannot be started, so nothing will be trained on this machine.", e);
        }
    }

    private int run() throws IOException, InterruptedException {
        Files.createDirectories(logFile.toAbsolutePath().getParent());
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile.toFile()))
                .start();
        process = started;
        if (stopping.getCount() == 0) {
            closeInput(started);
        }
        return started.waitFor();
    }

    private static void closeInput(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // The input is closed already because the node has ended, which is fine.
            log.debug("The worker node's input was closed already.", e);
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
