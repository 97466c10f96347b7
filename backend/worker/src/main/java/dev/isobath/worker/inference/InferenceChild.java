package dev.isobath.worker.inference;

import dev.isobath.spec.inference.InferenceRequest;
import dev.isobath.spec.inference.InferenceResult;
import dev.isobath.worker.files.Json;
import dev.isobath.worker.process.ExitCodes;
import dev.isobath.worker.process.LogCapture;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process that answers questions, as the node sees it: started when one comes, kept for the next, killed when it hangs, started
 * anew when it has died.
 */
final class InferenceChild {

    private static final Logger LOG = LoggerFactory.getLogger(InferenceChild.class);
    private static final Duration TIME_TO_DIE = Duration.ofSeconds(10);
    private static final int LONGEST_ANSWER = 32 << 20;

    private final InferenceSettings settings;
    private final Path folder;
    private @Nullable Running running;
    private long lastAsked = System.nanoTime();

    private record Running(Process process, InputStream answers, LogCapture log) {}

    /** @param folder for what the process prints */
    InferenceChild(InferenceSettings settings, Path folder) {
        this.settings = settings;
        this.folder = folder;
    }

    /**
     * Asks and waits.
     *
     * @param files what is asked
     * @return an {@link InferenceResult} as JSON, which may be large and is passed on as it is
     * @throws IOException when no process can be started
     */
    byte[] ask(RequestFiles files, InferenceRequest question) throws IOException, InterruptedException {
        lastAsked = System.nanoTime();
        Running child = running();
        CompletableFuture<byte @Nullable []> answer = new CompletableFuture<>();
        Thread.ofVirtual().name("answer").start(() -> exchange(child, files, question, answer));
        try {
            byte[] line = answer.get(settings.longest().toMillis(), TimeUnit.MILLISECONDS);
            return line != null ? line : died(child);
        } catch (TimeoutException hangs) {
            LOG.warn("The answering process takes too long and is killed.");
            kill();
            return failed("it took more than " + settings.longest().toSeconds() + " s");
        } catch (ExecutionException broken) {
            kill();
            Throwable cause = broken.getCause();
            return failed("its answer broke off: " + (cause == null ? "unknown failure" : cause.getMessage()));
        } finally {
            lastAsked = System.nanoTime();
        }
    }

    private synchronized Running running() throws IOException {
        if (running != null && running.process().isAlive()) {
            return running;
        }
        Path log = folder.resolve("answers.txt");
        Files.deleteIfExists(log);
        Process process = settings.command()
                .build(folder.resolve("answers-crash.txt"), List.of())
                .start();
        LogCapture capture = LogCapture.into(log);
        Thread.ofVirtual().name("answers-log").start(() -> capture.capture(process.getErrorStream()));
        running = new Running(process, new BufferedInputStream(process.getInputStream(), 1 << 16), capture);
        return running;
    }

    private static void exchange(
            Running child, RequestFiles files, InferenceRequest question, CompletableFuture<byte @Nullable []> answer) {
        try {
            byte[] asked = Json.MAPPER.writeValueAsBytes(files.about(question));
            try {
                OutputStream input = child.process().getOutputStream();
                input.write(asked);
                input.write('\n');
                input.flush();
            } catch (IOException ended) {
                answer.complete(null);
                return;
            }
            answer.complete(readAnswer(child.answers()));
        } catch (IOException | RuntimeException broken) {
            answer.completeExceptionally(broken);
        }
    }

    /** The next line that is JSON: native code prints what it likes. Null at the end. */
    private static byte @Nullable [] readAnswer(InputStream answers) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean isJson = false;
        for (int next = answers.read(); next >= 0; next = answers.read()) {
            if (line.size() == 0) {
                isJson = next == '{';
            }
            if (next != '\n') {
                line.write(next);
            } else if (isJson) {
                return line.toByteArray();
            } else {
                line.reset();
            }
            if (line.size() > LONGEST_ANSWER) {
                throw new IOException("more than " + LONGEST_ANSWER + " bytes");
            }
        }
        return null;
    }

    private byte[] died(Running child) throws InterruptedException {
        boolean ended = child.process().waitFor(TIME_TO_DIE.toMillis(), TimeUnit.MILLISECONDS);
        boolean unasked = kill();
        String how = ended
                ? ExitCodes.explain("answering process", child.process().exitValue())
                : "The answering process closed its output.";
        if (unasked) {
            LOG.warn("{} It printed last: {}", how, child.log().tail());
        }
        return failed(how);
    }

    private static byte[] failed(String reason) {
        return Json.MAPPER.writeValueAsBytes(new InferenceResult.Failed(reason));
    }

    /** Ends the process if nothing was asked for a while. */
    void endIfIdle() {
        if (System.nanoTime() - lastAsked >= settings.idle().toNanos()) {
            kill();
        }
    }

    /** Ends it whatever it does, as it has nothing to save; returns whether there was one. */
    synchronized boolean kill() {
        if (running == null) {
            return false;
        }
        running.process().destroyForcibly();
        running = null;
        return true;
    }
}
