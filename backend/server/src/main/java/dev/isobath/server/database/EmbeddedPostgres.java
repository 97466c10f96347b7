package dev.isobath.server.database;

import dev.isobath.server.home.Home;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server that belongs to one installation: data in {@code postgres/} of its home, reached on the loopback
 * address at a port chosen at each start, with a generated password.
 *
 * <p>It survives a killed Java process as an orphan; the next start finds it by {@code postmaster.pid}, stops it and starts
 * anew. The caller holds the {@link HomeLock}.
 */
final class EmbeddedPostgres implements AutoCloseable {

    static final String USER = "isobath";
    private static final String DATABASE = "isobath";
    private static final String PASSWORD_FILE = "postgres-password";
    private static final int ATTEMPTS = 3;
    /** Crash recovery after a kill -9 can take a while on a large log. */
    private static final int START_SECONDS = 300;

    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);

    private final PostgresBinaries binaries;
    private final Path data;
    private final Path logFile;
    private final String password;
    private final Map<String, String> settings;
    private final CountDownLatch closing = new CountDownLatch(1);
    private int port;

    private EmbeddedPostgres(PostgresBinaries binaries, Home home, String password, Map<String, String> settings) {
        this.binaries = binaries;
        this.data = home.folder().resolve("postgres");
        this.logFile = home.directory("logs").resolve("postgres.log");
        this.password = password;
        this.settings = settings;
    }

    /** Starts with the durability a database is for. */
    static EmbeddedPostgres start(Home home) {
        return start(home, home.directory("postgres-binaries"), Map.of("fsync", "on", "synchronous_commit", "on"));
    }

    /**
     * Starts, creating the data on first use.
     *
     * @param binariesFolder where the programs are unpacked
     * @param settings of postgresql.conf; simple values only
     */
    static EmbeddedPostgres start(Home home, Path binariesFolder, Map<String, String> settings) {
        String password = home.secret(PASSWORD_FILE).orElseGet(() -> newPassword(home));
        EmbeddedPostgres postgres =
                new EmbeddedPostgres(PostgresBinaries.unpack(binariesFolder), home, password, settings);
        postgres.initialise(home);
        postgres.stopOrphan();
        postgres.launch();
        postgres.createDatabase();
        Thread.ofPlatform().daemon().name("postgres-watch").start(postgres::keepRunning);
        return postgres;
    }

    String url() {
        return url(DATABASE);
    }

    String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    String password() {
        return password;
    }

    /** Ends the watch and leaves PostgreSQL as it is, as a killed process does. */
    void abandon() {
        closing.countDown();
    }

    /** Stops without waiting for clients; what was committed is on disk. */
    @Override
    public void close() {
        closing.countDown();
        stop();
    }

    private static String newPassword(Home home) {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        home.writeSecret(PASSWORD_FILE, password);
        return password;
    }

    /** Makes the data folder beside its place and moves it there when whole: a kill in between leaves no half of one. */
    private void initialise(Home home) {
        if (Files.isDirectory(data)) {
            return;
        }
        try {
            Path temporary = Files.createTempDirectory(home.folder(), "postgres-new");
            run(
                    "initdb",
                    List.of(
                            "--pgdata=" + temporary,
                            "--username=" + USER,
                            "--pwfile=" + home.folder().resolve(PASSWORD_FILE),
                            "--auth=scram-sha-256",
                            "--encoding=UTF8",
                            "--locale-provider=builtin",
                            "--builtin-locale=C.UTF-8",
                            "--locale=C",
                            "--data-checksums"));
            Files.move(temporary, data, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create the database in " + data, e);
        }
    }

    private void stopOrphan() {
        if (Files.exists(data.resolve("postmaster.pid"))) {
            log.info("The database was not stopped the last time; stopping what is left of it");
            if (!stop()) {
                // No process behind the file: PostgreSQL itself replaces a stale one.
                log.info("Nothing of it was running any more");
            }
        }
    }

    private boolean stop() {
        return tryRun("pg_ctl", List.of("stop", "-D", data.toString(), "-m", "fast", "-w", "-t", "60")) == 0;
    }

    private void launch() {
        for (int attempt = 1; ; attempt++) {
            port = freePort();
            if (startOnPort()) {
                return;
            }
            // Somebody else may have taken the port in between; anything else shows in the log.
            if (attempt == ATTEMPTS) {
                throw new IllegalStateException("PostgreSQL does not start; see the end of " + logFile);
            }
        }
    }

    private boolean startOnPort() {
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
                options());
        return tryRun("pg_ctl", arguments) == 0;
    }

    /** Starts a killed PostgreSQL again, on the same port, so that the connection pool finds it. */
    private void keepRunning() {
        try {
            while (!closing.await(1, TimeUnit.SECONDS)) {
                if (!isAlive()) {
                    log.warn("PostgreSQL ended by itself; it is started again");
                    // Right after a kill its own children may still hold the data; the next round tries again.
                    log.info(startOnPort() ? "PostgreSQL runs again" : "PostgreSQL did not start yet, see {}", logFile);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isAlive() {
        try (Stream<String> lines = Files.lines(data.resolve("postmaster.pid"))) {
            return lines.findFirst()
                    .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())))
                    .filter(ProcessHandle::isAlive)
                    .isPresent();
        } catch (IOException _) {
            return false;
        }
    }

    private String options() {
        List<String> options = new ArrayList<>();
        options.add("-c listen_addresses=127.0.0.1");
        options.add("-c port=" + port);
        options.add("-c unix_socket_directories=");
        settings.forEach((name, value) -> options.add("-c " + name + "=" + value));
        return String.join(" ", options);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }

    private void createDatabase() {
        try (Connection connection = DriverManager.getConnection(url("postgres"), USER, password);
                Statement statement = connection.createStatement()) {
            try (ResultSet found =
                    statement.executeQuery("select 1 from pg_database where datname = '" + DATABASE + "'")) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute("create database " + DATABASE);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot reach the database just started; see " + logFile, e);
        }
    }

    private void run(String program, List<String> arguments) {
        if (tryRun(program, arguments) != 0) {
            throw new IllegalStateException(program + " failed; see the end of " + logFile);
        }
    }

    private int tryRun(String program, List<String> arguments) {
        List<String> command = new ArrayList<>(binaries.command(program));
        command.addAll(arguments);
        try {
            // Output goes to a file: the server inherits it and would keep a pipe open.
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
