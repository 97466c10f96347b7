package dev.isobath.server.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs PostgreSQL's programs on one data folder. Their output is appended to a log file. The server is started without {@code
 * pg_ctl}, which passes paths through a shell.
 */
final class PostgresCommands {

    /** Crash recovery after a kill -9 can take a while on a large log. */
    private static final int START_SECONDS = 300;

    private static final long POLL_MILLIS = 20;

    /** The index of the line of {@code postmaster.pid} that says how far the server is (PostgreSQL's pidfile.h). */
    private static final int STATUS_LINE = 7;

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
        try (PostgresBinaries.Shelled programs = binaries.forShell()) {
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
            if (run(programs.binaries().command("initdb"), arguments) != 0) {
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
        try (Stream<String> lines = Files.lines(data.resolve("postmaster.pid"), StandardCharsets.ISO_8859_1)) {
            return lines.findFirst()
                    .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())))
                    .filter(ProcessHandle::isAlive)
                    .isPresent();
        } catch (IOException _) {
            return false;
        }
    }

    /**
     * Starts the server and waits until it accepts connections. It runs in a session of its own, so that Ctrl-C in a terminal
     * does not reach it.
     *
     * @param settings settings of postgresql.conf; simple values only
     * @return whether it started
     */
    boolean start(int port, Map<String, String> settings) {
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(binaries.command("postgres"));
        command.addAll(List.of("-D", data.toString()));
        serverSettings(port, settings).forEach(setting -> command.addAll(List.of("-c", setting)));
        Process server = launch(command);
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
            while (!server.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                if (isReady(server.pid())) {
                    return true;
                }
                if (System.nanoTime() > deadline) {
                    stop();
                    return false;
                }
            }
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for PostgreSQL", e);
        }
    }

    private static List<String> serverSettings(int port, Map<String, String> settings) {
        List<String> all =
                new ArrayList<>(List.of("listen_addresses=127.0.0.1", "port=" + port, "unix_socket_directories="));
        settings.forEach((name, value) -> all.add(name + "=" + value));
        return all;
    }

    /** Returns whether {@code postmaster.pid} says that this process accepts connections. */
    private boolean isReady(long pid) {
        try {
            List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"), StandardCharsets.ISO_8859_1);
            return lines.size() > STATUS_LINE
                    && lines.getFirst().strip().equals(Long.toString(pid))
                    && lines.get(STATUS_LINE).strip().equals("ready");
        } catch (IOException _) {
            return false;
        }
    }

    /**
     * Stops the server without waiting for its clients. What was committed is on disk.
     *
     * @return false when no server was running
     */
    boolean stop() {
        return run(binaries.command("pg_ctl"), List.of("stop", "-D", data.toString(), "-m", "fast", "-w", "-t", "60"))
                == 0;
    }

    private int run(List<String> program, List<String> arguments) {
        List<String> command = new ArrayList<>(program);
        command.addAll(arguments);
        Process process = launch(command);
        try {
            if (!process.waitFor(START_SECONDS + 30L, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(program.getLast() + " does not end; see the end of " + logFile);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + program.getLast(), e);
        }
    }

    private Process launch(List<String> command) {
        try {
            // The output goes to a file. The server keeps it open for as long as it runs.
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile.toFile()))
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + String.join(" ", command), e);
        }
    }
}
