package dev.isobath.worker.attempt;

import dev.isobath.spec.protocol.CorpusStatistics;
import dev.isobath.spec.protocol.StepReport;
import dev.isobath.worker.files.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Appends the reports and checkpoints of an attempt to a file, one JSON object a line. Lines reach the file within {@link
 * #FLUSH_EVERY}, and always before a checkpoint that comes after them.
 */
final class SpoolWriter implements AutoCloseable {

    private static final Duration FLUSH_EVERY = Duration.ofMillis(200);
    private static final int BUFFER = 1 << 16;

    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER];
    private int buffered;
    private boolean closed;
    private @Nullable IOException failure;

    private SpoolWriter(OutputStream out) {
        this.out = out;
    }

    static SpoolWriter open(Path file) throws IOException {
        SpoolWriter writer =
                new SpoolWriter(Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        Thread.ofPlatform().daemon().name("spool").start(writer::flushPeriodically);
        return writer;
    }

    synchronized void append(StepReport report) {
        line(Json.MAPPER.writeValueAsBytes(report));
    }

    synchronized void append(CorpusStatistics corpus) {
        line(Json.MAPPER.writeValueAsBytes(Map.of("corpus", corpus)));
    }

    synchronized void append(SavedCheckpoint checkpoint) {
        line(Json.MAPPER.writeValueAsBytes(Map.of("checkpoint", checkpoint)));
        flush();
    }

    private void line(byte[] json) {
        if (buffered + json.length + 1 > BUFFER) {
            flush();
        }
        if (json.length + 1 > BUFFER) {
            throw new UncheckedIOException(new IOException("a report of " + json.length + " bytes is too long"));
        }
        System.arraycopy(json, 0, buffer, buffered, json.length);
        buffered += json.length;
        buffer[buffered++] = '\n';
    }

    private void flush() {
        try {
            if (failure != null) {
                // Half a line may be in the file, so nothing may follow it.
                throw failure;
            }
            out.write(buffer, 0, buffered);
            buffered = 0;
        } catch (IOException failed) {
            failure = failed;
            throw new UncheckedIOException(failed);
        }
    }

    private synchronized void flushPeriodically() {
        try {
            while (!closed && failure == null) {
                wait(FLUSH_EVERY.toMillis());
                if (!closed) {
                    flush();
                }
            }
        } catch (UncheckedIOException rememberedForTheNextReport) {
            // The training thread gets the exception at its next flush.
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        try {
            if (!closed) {
                flush();
            }
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        } finally {
            closed = true;
            notifyAll();
            out.close();
        }
    }
}
