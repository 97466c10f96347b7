package dev.isobath.server.bench;

import dev.isobath.server.commands.ServerProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server in a temporary home, which is deleted on close. */
final class BenchServer implements AutoCloseable {

    private final Path home;
    private final ServerProgram program;
    private final Process process;

    private BenchServer(Path home, ServerProgram program, Process process) {
        this.home = home;
        this.program = program;
        this.process = process;
    }

    /** Starts the server and waits until it takes calls. */
    static BenchServer start(Path jar) throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("isobath-bench");
        ServerProgram program = new ServerProgram(jar, home, List.of("--server.port=0"));
        BenchServer server = new BenchServer(home, program, program.start());
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        return server;
    }

    String address() throws IOException {
        return program.read("server.address");
    }

    String token() throws IOException {
        return program.read("token");
    }

    String workerToken() throws IOException {
        return program.read("worker-token");
    }

    /** Opens a connection to the server's database. */
    Connection connect() throws IOException, SQLException {
        return program.connect();
    }

    /** Stops the server and its database, and deletes the home. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.exists(home) ? Files.walk(home) : Stream.empty()) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + home, e);
        }
    }
}
