package dev.isobath.worker.trial;

import dev.isobath.spec.protocol.TrialResult;
import dev.isobath.worker.files.Json;
import dev.isobath.worker.process.ExitCodes;
import dev.isobath.worker.process.LogCapture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The process of one trial, as the node sees it. It has little memory and a low priority. How it ends is a verdict on the file, unless
 * the cause may lie with the node.
 */
final class TrialChild {

    private static final int SIGNALLED = 128;
    /** The signals with which code ends its own process. */
    private static final Map<Integer, String> OWN_SIGNALS =
            Map.of(5, "SIGTRAP", 6, "SIGABRT", 8, "SIGFPE", 11, "SIGSEGV");

    private static final int MOST_OUTPUT = 1 << 20;
    private static final int LONGEST_QUOTE = 300;
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private final TrialSettings settings;
    private final Path folder;
    private @Nullable Process running;
    private boolean killed;

    /** @param folder for what the process prints */
    TrialChild(TrialSettings settings, Path folder) {
        this.settings = settings;
        this.folder = folder;
    }

    /**
     * Tries a file and waits.
     *
     * @throws IOException when no process can be started
     */
    TrialResult run(Path file, int vocabulary) throws IOException, InterruptedException {
        Path log = folder.resolve("trial.txt");
        Files.deleteIfExists(log);
        LogCapture capture = LogCapture.into(log);
        Process process = start(file, vocabulary);
        try {
            Thread printing =
                    Thread.ofVirtual().name("trial-log").start(() -> capture.capture(process.getErrorStream()));
            CompletableFuture<List<String>> output = new CompletableFuture<>();
            Thread.ofVirtual().name("trial-output").start(() -> output.complete(lines(process)));
            String late = awaitEnd(process);
            // They end with the process, which has ended or is killed.
            printing.join();
            List<String> lines = output.join();
            String library = find(lines, TrialProcess.LIBRARY)
                    .map(line -> line.substring(TrialProcess.LIBRARY.length()))
                    .orElse("unknown");
            if (late != null) {
                return new TrialResult.Unusable(library, late);
            }
            Optional<String> result = find(lines, "{");
            return result.isPresent() ? read(result.get()) : ended(process.exitValue(), library, capture.tail());
        } finally {
            process.destroyForcibly();
        }
    }

    private synchronized Process start(Path file, int vocabulary) throws IOException {
        if (killed) {
            throw new IOException("the trial was ended before it began");
        }
        ProcessBuilder builder = settings.command()
                .build(
                        folder.resolve("trial-crash.txt"),
                        List.of(file.toAbsolutePath().toString(), Integer.toString(vocabulary)));
        List<String> limited = new ArrayList<>(List.of(
                "/bin/sh",
                "-c",
                // The limit holds for what the library allocates, too. A lower limit that the node has stays.
                "ulimit -S -d " + settings.memoryBytes() / 1024 + " 2>/dev/null; exec nice -n 5 \"$@\"",
                "trial"));
        limited.addAll(builder.command());
        Process process = builder.command(limited).start();
        running = process;
        return process;
    }

    /** Java and native code print what they like between the two lines that matter. */
    private static Optional<String> find(List<String> lines, String beginning) {
        return lines.stream().filter(line -> line.startsWith(beginning)).findFirst();
    }

    private static List<String> lines(Process process) {
        try {
            return new String(process.getInputStream().readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException closed) {
            return List.of();
        }
    }

    /** Returns null when the process ended by itself, and otherwise why it was killed. */
    private @Nullable String awaitEnd(Process process) throws InterruptedException {
        long deadline = System.nanoTime() + settings.longest().toNanos();
        while (!process.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
            Duration computed = process.info().totalCpuDuration().orElse(Duration.ZERO);
            if (computed.compareTo(settings.processorTime()) > 0) {
                process.destroyForcibly().waitFor();
                return "The trial took longer than %d s of processor time. A regular expression in the file may be the cause."
                        .formatted(settings.processorTime().toSeconds());
            }
            if (System.nanoTime() > deadline) {
                process.destroyForcibly().waitFor();
                return "The trial took longer than %d s."
                        .formatted(settings.longest().toSeconds());
            }
        }
        return null;
    }

    private static TrialResult read(String line) {
        try {
            return Json.MAPPER.readValue(line, TrialResult.class);
        } catch (JacksonException broken) {
            return new TrialResult.Failed("The result of the trial's process cannot be read.");
        }
    }

    private TrialResult ended(int exitCode, String library, List<String> printed) {
        String signal = OWN_SIGNALS.get(exitCode - SIGNALLED);
        if (signal != null) {
            String words = lastWords(printed);
            return new TrialResult.Unusable(
                    library,
                    "The tokenizers library ended with %s%s".formatted(signal, words.isEmpty() ? "." : ": " + words));
        }
        if (exitCode == TrialProcess.OUT_OF_MEMORY) {
            return new TrialResult.Unusable(
                    library, "The trial ran out of memory: the file takes more than a trial has on this worker node.");
        }
        return new TrialResult.Failed(ExitCodes.explain("process of the trial", exitCode));
    }

    /** Returns what the library said last. A line that says where in its source is followed by what happened there. */
    private static String lastWords(List<String> printed) {
        String words = "";
        for (int i = 0; i < printed.size(); i++) {
            String line = printed.get(i).strip();
            if (line.contains("panicked at") && i + 1 < printed.size()) {
                words = printed.get(i + 1).strip();
            } else if (line.startsWith("memory allocation of ")) {
                words = line;
            }
        }
        return words.length() <= LONGEST_QUOTE ? words : words.substring(0, LONGEST_QUOTE) + "…";
    }

    /** Ends the process whatever it does, as it has nothing to save. No process is started afterwards. */
    synchronized void kill() {
        killed = true;
        if (running != null) {
            running.destroyForcibly();
        }
    }
}
