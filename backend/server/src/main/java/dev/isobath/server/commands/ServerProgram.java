package dev.isobath.server.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server with its own PostgreSQL in a folder of its own, as {@code ./isobath up --no-worker} starts it, for a command that needs an
 * installation that it may spoil.
 */
public final class ServerProgram {

    private static final long START_SECONDS = 600;
    private static final int PORT_LINE = 3;

    private final Path jar;
    private final Path home;
    private final List<String> settings;

    /**
     * Does not start anything yet.
     *
     * @param settings settings of the server, as {@code --name=value}
     */
    public ServerProgram(Path jar, Path home, List<String> settings) {
        this.jar = jar;
        this.home = home;
        this.settings = settings;
    }

    /** Starts the server and waits until it takes calls. */
    public Process start() throws IOException, InterruptedException {
        Files.createDirectories(home.resolve("logs"));
        Path address = home.resolve("server.address");
        // A server that was killed has left it.
        Files.deleteIfExists(address);
        Path output = home.resolve("logs").resolve("output.log");
        List<String> command = new ArrayList<>(List.of(
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
                "--logging.file.name=" + home.resolve("logs").resolve("server.log"),
                "--isobath.local-worker.enabled=false"));
        command.addAll(settings);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!Files.exists(address)) {
            if (process.waitFor(100, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new IOException("the server did not start: " + Files.readString(output));
            }
        }
        return process;
    }

    /** Returns the content of a file in the home, for example {@code token}, without the line break at its end. */
    public String read(String file) throws IOException {
        return Files.readString(home.resolve(file)).strip();
    }

    /** Opens a connection to the server's database. */
    public Connection connect() throws IOException, SQLException {
        String port = Files.readAllLines(home.resolve("postgres/postmaster.pid"))
                .get(PORT_LINE)
                .strip();
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/isobath", "isobath", read("postgres-password"));
    }
}
