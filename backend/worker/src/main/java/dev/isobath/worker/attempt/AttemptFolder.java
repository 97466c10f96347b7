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

/** Where one attempt keeps everything it needs to be continued, or at least told about, by whoever comes after a crash. */
public record AttemptFolder(Path path) {

    /** The lease with the attempt's token. */
    public Path lease() {
        return path.resolve("lease.json");
    }

    /** The spec in canonical JSON, all that the attempt process reads of the lease. */
    Path spec() {
        return path.resolve("spec.json");
    }

    /** The checkpoint to go on from, where there is one. */
    Path resume() {
        return path.resolve("resume.safetensors");
    }

    /** What the attempt process measured and saved, one JSON object a line, in order. */
    Path spool() {
        return path.resolve("spool.jsonl");
    }

    /** What the attempt process printed. */
    Path log() {
        return path.resolve("log.txt");
    }

    /** Which batch was last sent, or about to be. */
    Path shipping() {
        return path.resolve("shipping.json");
    }

    /** How the attempt process says it ended. */
    Path result() {
        return path.resolve("result.json");
    }

    /** The last word to the server, once it is decided. */
    Path finish() {
        return path.resolve("finish.json");
    }

    /** Which process runs the attempt. */
    public Path process() {
        return path.resolve("process.json");
    }

    /** Where the JVM describes its own crash. */
    Path crash() {
        return path.resolve("crash.txt");
    }

    Path checkpoints() {
        return path.resolve("checkpoints");
    }

    public void create(Lease lease) throws IOException {
        Files.createDirectories(checkpoints());
        Json.write(spec(), lease.spec());
        Json.write(lease(), lease);
    }

    /** Reads a file that may not be there. */
    public <T> Optional<T> find(Path file, Class<T> type) throws IOException {
        try {
            return Optional.of(Json.read(file, type));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

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
