package dev.isobath.server.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server with its own PostgreSQL in a temporary home, as {@code ./isobath up --no-worker} starts it. */
final class BenchServer implements AutoCloseable {

    private static final long START_SECONDS = 600;
    private static final int PORT_LINE = 3;

    private final Path home;
    private final Process process;

    private BenchServer(Path home, Process process) {
        this.home = home;
        this.process = process;
    }

    /** Starts the server and waits until it takes calls. */
    static BenchServer start(Path jar) throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("isobath-bench");
        Files.createDirectories(home.resolve("logs"));
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // The options of ./isobath up.
                        "-XX:+UseSerialGC",
                        "-Xmx1g",
                        "-XX:TieredStopAtLevel=" + System.getProperty("isobath.bench.tier", "1"),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-jar",
                        jar.toString(),
                        "--spring.profiles.active=standalone",
                        "--isobath.home=" + home,
                        "--server.port=0",
                        "--isobath.local-worker.enabled=false"))
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("logs").resolve("bench.log").toFile())
                .start();
        BenchServer server = new BenchServer(home, process);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!Files.exists(home.resolve("server.address"))) {
            if (process.waitFor(100, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                throw new IOException("the server did not start: " + Files.readString(home.resolve("logs/bench.log")));
            }
        }
        return server;
    }

    String address() throws IOException {
        return read("server.address");
    }

    String token() throws IOException {
        return read("token");
    }

    String workerToken() throws IOException {
        return read("worker-token");
    }

    /** Opens a connection to the server's database. */
    Connection connect() throws IOException, SQLException {
        String port = Files.readAllLines(home.resolve("postgres/postmaster.pid"))
                .get(PORT_LINE)
                .strip();
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/isobath", "isobath", read("postgres-password"));
    }

    private String read(String file) throws IOException {
        return Files.readString(home.resolve(file)).strip();
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
