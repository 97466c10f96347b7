package dev.isobath.server.compute;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs the commands of Slurm. They see none of this server's environment but what they need, because sbatch passes it on to jobs. */
final class SlurmCommands {

    private static final List<String> PASSED_ON = List.of("PATH", "HOME", "USER", "LOGNAME", "SHELL", "SLURM_CONF");

    /**
     * What a command printed.
     *
     * @param exitCode 0 for success
     */
    record Output(int exitCode, String output, String errors) {

        boolean succeeded() {
            return exitCode == 0;
        }

        /** Returns the last line of the errors, which says the most. */
        String complaint() {
            String last = errors.lines().filter(line -> !line.isBlank()).reduce("", (_, line) -> line);
            return last.isEmpty() ? "exit code " + exitCode : last.replaceFirst("^\\w+: (error: |fatal: )?", "");
        }
    }

    private final @Nullable Path folder;
    private final Duration limit;

    SlurmCommands(@Nullable Path folder, Duration limit) {
        this.folder = folder;
        this.limit = limit;
    }

    /**
     * Runs a command.
     *
     * @param variables further variables of its environment
     * @param input its standard input
     * @throws SchedulerAwayException when it cannot be started, or takes too long
     */
    Output run(List<String> command, Map<String, String> variables, String input) {
        List<String> line = new ArrayList<>(command);
        if (folder != null) {
            line.set(0, folder.resolve(command.getFirst()).toString());
        }
        ProcessBuilder builder = new ProcessBuilder(line);
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(PASSED_ON);
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("TZ", "UTC");
        environment.putAll(variables);
        try {
            Process process = builder.start();
            try {
                return communicate(process, command.getFirst(), input);
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new SchedulerAwayException(command.getFirst() + " cannot be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SchedulerAwayException(command.getFirst() + " was interrupted, because the server ends");
        }
    }

    private Output communicate(Process process, String name, String input) throws InterruptedException {
        CompletableFuture<String> output = read(process.getInputStream());
        CompletableFuture<String> errors = read(process.getErrorStream());
        try (OutputStream standardInput = process.getOutputStream()) {
            standardInput.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException ended) {
            // It has ended without reading everything, and its exit code says why.
        }
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new SchedulerAwayException(name + " did not answer within " + limit.toSeconds() + " s");
        }
        return new Output(process.exitValue(), output.join(), errors.join());
    }

    private static CompletableFuture<String> read(InputStream stream) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (stream) {
                text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException | UncheckedIOException broken) {
                text.complete("");
            }
        });
        return text;
    }
}
