package dev.isobath.server.bench;

import dev.isobath.server.commands.ServerProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server in a temporary home, which is deleted on close. */
final class BenchServer implements AutoCloseable {

    private final Path home;
    private final ServerProgram program;
    private Process process;

    private BenchServer(Path home, ServerProgram program, Process process) {
        this.home = home;
        this.program = program;
        this.process = process;
    }

    /** Starts the server, with settings as {@code --name=value}, and waits until it takes calls. */
    static BenchServer start(Path jar, String... settings) throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("isobath-bench");
        ServerProgram program = new ServerProgram(
                jar,
                home,
                Stream.concat(Stream.of("--server.port=0"), Stream.of(settings)).toList());
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

    /** Stops the server and its database and starts both again. The server has another address then. */
    void restart() throws IOException, InterruptedException {
        stop();
        process = program.start();
    }

    /** Returns the seconds of processor time that the server has used since its start. */
    double serverSeconds() {
        return seconds(process.toHandle());
    }

    /** Returns the seconds of processor time that the processes of the database that run now have used. */
    double databaseSeconds() throws IOException {
        long postmaster = Long.parseLong(
                Files.readAllLines(home.resolve("postgres/postmaster.pid")).getFirst());
        return ProcessHandle.of(postmaster).stream()
                .flatMap(each -> Stream.concat(Stream.of(each), each.descendants()))
                .mapToDouble(BenchServer::seconds)
                .sum();
    }

    private static double seconds(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
    }

    private void stop() {
        process.destroy();
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Stops the server and its database, and deletes the home. */
    @Override
    public void close() {
        stop();
        try (Stream<Path> files = Files.exists(home) ? Files.walk(home) : Stream.empty()) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + home, e);
        }
    }
}
