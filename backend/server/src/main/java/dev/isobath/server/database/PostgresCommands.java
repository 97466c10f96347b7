package dev.isobath.server.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs {@code initdb} and {@code pg_ctl} on one data folder. Their output is appended to a log file. */
final class PostgresCommands {

    /** Crash recovery after a kill -9 can take a while on a large log. */
    private static final int START_SECONDS = 300;

    private final PostgresBinaries binaries;
    private final Path data;
    private final Path logFile;

    /**
     * Does not run anything yet.
     *
     * @param data the data folder; it exists once {@link #initialise} has run
     */
    PostgresCommands(PostgresBinaries binaries, Path data, Path logFile) {
        this.binaries = binaries;
        this.data = data;
        this.logFile = logFile;
    }

    /** Returns the file with the output of the programs and of the server. */
    Path logFile() {
        return logFile;
    }

    /**
     * Creates the data folder unless it exists. It is created under another name and then renamed, so that a process killed in
     * between does not leave an incomplete data folder behind.
     */
    void initialise(String user, Path passwordFile) {
        if (Files.isDirectory(data)) {
            return;
        }
        try {
            Path temporary = Files.createTempDirectory(data.getParent(), "postgres-new");
            List<String> arguments = List.of(
                    "--pgdata=" + temporary,
                    "--username=" + user,
                    "--pwfile=" + passwordFile,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--locale=C",
                    "--data-checksums");
            if (run("initdb", arguments) != 0) {
                throw new IllegalStateException("initdb failed; see the end of " + logFile);
            }
            Files.move(temporary, data, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create the database in " + data, e);
        }
    }

    /** Returns whether a server was started on the data folder and not stopped. It may have been killed. */
    boolean wasNotStopped() {
        return Files.exists(data.resolve("postmaster.pid"));
    }

    /** Returns whether the process of the server is alive. */
    boolean isAlive() {
        try (Stream<String> lines = Files.lines(data.resolve("postmaster.pid"))) {
            return lines.findFirst()
                    .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())))
                    .filter(ProcessHandle::isAlive)
                    .isPresent();
        } catch (IOException _) {
            return false;
        }
    }

    /**
     * Starts the server and waits until it accepts connections.
     *
     * @param settings settings of postgresql.conf; simple values only
     * @return whether it started
     */
    boolean start(int port, Map<String, String> settings) {
        List<String> arguments = List.of(
                "start",
                "-D",
                data.toString(),
                "-l",
                logFile.toString(),
                "-w",
                "-t",
                Integer.toString(START_SECONDS),
                "-o",
                serverOptions(port, settings));
        return run("pg_ctl", arguments) == 0;
    }

    private static String serverOptions(int port, Map<String, String> settings) {
        List<String> options = new ArrayList<>();
        options.add("-c listen_addresses=127.0.0.1");
        options.add("-c port=" + port);
        options.add("-c unix_socket_directories=");
        settings.forEach((name, value) -> options.add("-c " + name + "=" + value));
        return String.join(" ", options);
    }

    /**
     * Stops the server without waiting for its clients. What was committed is on disk.
     *
     * @return false when no server was running
     */
    boolean stop() {
        return run("pg_ctl", List.of("stop", "-D", data.toString(), "-m", "fast", "-w", "-t", "60")) == 0;
    }

    private int run(String program, List<String> arguments) {
        List<String> command = new ArrayList<>(binaries.command(program));
        command.addAll(arguments);
        try {
            // The output goes to a file. The server inherits it and would keep a pipe open.
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile.toFile()))
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            if (!process.waitFor(START_SECONDS + 30L, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(program + " does not end; see the end of " + logFile);
            }
            return process.exitValue();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + String.join(" ", command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + program, e);
        }
    }
}
