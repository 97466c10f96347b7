package dev.isobath.training.bench;

import dev.isobath.spec.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The same model in PyTorch, as a child process. It reads "run N" and answers with one line of JSON. */
final class Peer implements Contender {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int SECONDS_TO_END = 10;

    private final Kind kind;
    private final boolean compiled;
    private final Process process;
    private final Path errors;
    private final Writer requests;
    private final BufferedReader answers;

    private Peer(Kind kind, boolean compiled, Process process, Path errors) {
        this.kind = kind;
        this.compiled = compiled;
        this.process = process;
        this.errors = errors;
        requests = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts the process. It builds its model while the others build theirs. */
    static Peer start(PyTorch pytorch, Kind kind, Workload workload, boolean compiled, int threads) {
        List<String> command = new ArrayList<>(List.of(
                pytorch.python(),
                pytorch.program().toString(),
                "--serve",
                "--kind",
                kind.text(),
                "--width",
                Integer.toString(workload.width()),
                "--layers",
                Integer.toString(workload.layers()),
                "--heads",
                Integer.toString(workload.heads()),
                "--sequence",
                Integer.toString(workload.sequence()),
                "--batch",
                Integer.toString(workload.batch()),
                "--capacity",
                Double.toString(Workload.CAPACITY),
                "--precision",
                workload.precision().text(),
                "--threads",
                Integer.toString(threads),
                "--device",
                workload.device().text(),
                "--warmup",
                "0"));
        if (compiled) {
            command.add("--compile");
        }
        try {
            Path errors = Files.createTempFile("isobath-peer", ".log");
            errors.toFile().deleteOnExit();
            Process process =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            return new Peer(kind, compiled, process, errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String name() {
        return compiled ? "pytorch compiled" : "pytorch";
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public Times run(int steps) {
        try {
            requests.write("run " + steps + "\n");
            requests.flush();
            return times(answer());
        } catch (IOException | JacksonException e) {
            throw new ContenderFailed(reason("it broke off: " + e.getMessage()));
        }
    }

    /** Returns the next answer with times. The first line says that the process is ready, which does not matter here. */
    private JsonNode answer() throws IOException {
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            JsonNode node = JSON.readTree(line);
            if (node.has("error")) {
                throw new ContenderFailed(node.path("error").asString());
            }
            if (node.has("seconds")) {
                return node;
            }
        }
        throw new ContenderFailed(reason("it ended"));
    }

    static Times times(JsonNode answer) {
        double seconds = answer.path("seconds").asDouble();
        int steps = answer.path("steps").asInt();
        Times.Split split = new Times.Split(
                answer.path("forward").asDouble(),
                answer.path("backward").asDouble(),
                answer.path("optimiser").asDouble());
        return new Times(
                steps, seconds, split, Double.NaN, answer.path("peakRssBytes").asLong());
    }

    private String reason(String otherwise) {
        String said = lastError();
        return said == null ? otherwise : said;
    }

    /** Returns the last line of its output that names an error. */
    private @Nullable String lastError() {
        try {
            process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS);
            return Files.readAllLines(errors).stream()
                    .filter(line -> line.contains("Error"))
                    .reduce((first, second) -> second)
                    .orElse(null);
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            Files.deleteIfExists(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
