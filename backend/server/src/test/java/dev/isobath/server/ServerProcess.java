package dev.isobath.server;

import dev.isobath.server.database.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another server on the database of a test, as a process of its own that can be killed. */
public final class ServerProcess implements AutoCloseable {

    private final Process process;
    private final Path home;

    private ServerProcess(Process process, Path home) {
        this.process = process;
        this.home = home;
    }

    /** Starts a server and waits until it takes calls. */
    public static ServerProcess start(String databaseUrl) {
        return start(databaseUrl, List.of());
    }

    /** Starts a server with further settings, for example {@code --isobath.compute=slurm}. */
    public static ServerProcess start(String databaseUrl, List<String> settings) {
        try {
            Path home = Files.createTempDirectory("isobath-second");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-Xmx512m",
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.isobath.server.IsobathServer",
                    "--spring.profiles.active=standalone",
                    "--isobath.database=external",
                    "--isobath.home=" + home,
                    "--isobath.local-worker.enabled=false",
                    "--logging.file.name=" + home.resolve("server.log"),
                    "--server.port=0",
                    "--spring.datasource.url=" + databaseUrl,
                    "--spring.datasource.username=" + TestDatabase.user(),
                    "--spring.datasource.password=" + TestDatabase.password()));
            command.addAll(settings);
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(home.resolve("out.log").toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            ServerProcess server = new ServerProcess(process, home);
            Await.until(
                    () -> Files.exists(home.resolve("server.address")) || !process.isAlive(),
                    ready -> ready,
                    Duration.ofMinutes(3));
            if (!process.isAlive()) {
                throw new IllegalStateException(
                        "the server did not start: " + Files.readString(home.resolve("out.log")));
            }
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the address without a path. */
    public String url() {
        try {
            return Files.readString(home.resolve("server.address")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the process as kill -9 does. */
    public void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("the process does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
