package dev.isobath.worker.attempt;

import dev.isobath.spec.protocol.Lease;
import dev.isobath.worker.files.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of one attempt. It has everything that a later node needs after a crash to continue the attempt, or at least to
 * report on it.
 */
public record AttemptFolder(Path path) {

    /** Returns the file of the lease with the attempt's token. */
    public Path lease() {
        return path.resolve("lease.json");
    }

    /** Returns the file of the spec in canonical JSON. The attempt process reads nothing else of the lease. */
    Path spec() {
        return path.resolve("spec.json");
    }

    /** Returns the file of the checkpoint to begin with, which need not exist. It may be that of another experiment. */
    Path resume() {
        return path.resolve("resume.safetensors");
    }

    /** Returns the spool file. It has the reports and checkpoints of the attempt process in order, one JSON object a line. */
    Path spool() {
        return path.resolve("spool.jsonl");
    }

    /** Returns the file with the output of the attempt process. */
    Path log() {
        return path.resolve("log.txt");
    }

    /** Returns the file that records the last batch that was sent or was about to be sent. */
    Path shipping() {
        return path.resolve("shipping.json");
    }

    /** Returns the file with the result of the attempt process. */
    Path result() {
        return path.resolve("result.json");
    }

    /** Returns the file with the finish report, which exists once it is decided. */
    Path finish() {
        return path.resolve("finish.json");
    }

    /** Returns the file that identifies the process of the attempt. */
    public Path process() {
        return path.resolve("process.json");
    }

    /** Returns the file in which the process shows that it lives and works. */
    Path pulse() {
        return path.resolve("pulse");
    }

    /** Returns the file in which the JVM describes its own crash. */
    Path crash() {
        return path.resolve("crash.txt");
    }

    Path checkpoints() {
        return path.resolve("checkpoints");
    }

    /** Creates the folder with the lease and the spec. */
    public void create(Lease lease) throws IOException {
        Files.createDirectories(checkpoints());
        Json.write(spec(), lease.spec());
        Json.write(lease(), lease);
    }

    /** Reads a file that may not exist. */
    public <T> Optional<T> find(Path file, Class<T> type) throws IOException {
        try {
            return Optional.of(Json.read(file, type));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    /** Deletes the folder with everything in it. */
    public void drop() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            files.sorted(Comparator.reverseOrder()).forEach(AttemptFolder::delete);
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
