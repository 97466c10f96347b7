package dev.isobath.worker.attempt;

import dev.isobath.worker.files.Json;
import dev.isobath.worker.process.ExitCodes;
import dev.isobath.worker.process.LogCapture;
import dev.isobath.worker.process.ProcessIdentity;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The process that trains an attempt, seen from the node. */
final class TrainingProcess {

    private final Process process;
    private final LogCapture log;
    private final Thread logReader;
    private @Nullable String killed;

    private TrainingProcess(Process process, LogCapture log, Thread logReader) {
        this.process = process;
        this.log = log;
        this.logReader = logReader;
    }

    /** Starts the process and records its identity, so that a later node can find it. */
    static TrainingProcess start(ProcessBuilder command, AttemptFolder folder) throws IOException {
        Process process = command.redirectErrorStream(true).start();
        try {
            Json.write(folder.process(), ProcessIdentity.of(process.toHandle()));
            LogCapture log = LogCapture.into(folder.log());
            Thread reader = Thread.ofVirtual().name("log").start(() -> log.capture(process.getInputStream()));
            return new TrainingProcess(process, log, reader);
        } catch (IOException failed) {
            process.destroyForcibly();
            throw failed;
        }
    }

    /** Writes a command to the process. A process that has ended needs none. */
    void tell(ProcessCommand command) {
        try {
            OutputStream commands = process.getOutputStream();
            commands.write((command.name() + "\n").getBytes(StandardCharsets.UTF_8));
            commands.flush();
        } catch (IOException ended) {
            // The end of the process is noticed elsewhere.
        }
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /**
     * Kills the process.
     *
     * @param why a sentence for people; that of the first kill is kept
     */
    synchronized void kill(String why) {
        if (process.isAlive() && killed == null) {
            killed = why;
        }
        process.destroyForcibly();
    }

    /** Returns why the process has ended, as a sentence for people. The node tells its own kills from those of others. */
    synchronized String explainEnd() {
        return killed != null && process.exitValue() == ExitCodes.KILLED
                ? killed
                : ExitCodes.explain("attempt's process", process.exitValue());
    }

    /** Waits for the process to end, and returns whether it has ended. */
    boolean awaitEnd(Duration time) throws InterruptedException {
        if (!process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        // The last output is still in the pipe. A process that it started may hold the pipe open, so the wait has a
        // limit.
        return logReader.join(Duration.ofSeconds(5)) || !process.isAlive();
    }

    LogCapture log() {
        return log;
    }
}
