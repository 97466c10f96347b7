package dev.isobath.server.database;

import dev.isobath.server.home.HomeDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server that belongs to one installation. Its data is in the folder {@code postgres} of the installation's home.
 * It listens on the loopback address, at a port that is chosen at each start, and has a generated password.
 *
 * <p>When the Java process is killed, PostgreSQL keeps running. The next start finds it by its {@code postmaster.pid}, stops it
 * and starts a new one. The caller holds the {@link HomeLock}.
 */
final class EmbeddedPostgres implements AutoCloseable {

    static final String USER = "isobath";
    private static final String DATABASE = "isobath";
    static final String PASSWORD_FILE = "postgres-password";
    private static final int MAX_START_ATTEMPTS = 3;

    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);

    private final PostgresCommands commands;
    private final String password;
    private final Map<String, String> settings;
    private final CountDownLatch closing = new CountDownLatch(1);
    private int port;

    private EmbeddedPostgres(PostgresCommands commands, String password, Map<String, String> settings) {
        this.commands = commands;
        this.password = password;
        this.settings = settings;
    }

    /** Starts the server with settings that make commits durable. */
    static EmbeddedPostgres start(HomeDirectory home) {
        return start(home, home.subdirectory("postgres-binaries"), Map.of("fsync", "on", "synchronous_commit", "on"));
    }

    /**
     * Starts the server. The first start creates the data.
     *
     * @param binariesFolder the folder that the programs are unpacked into
     * @param settings settings of postgresql.conf; simple values only
     */
    static EmbeddedPostgres start(HomeDirectory home, Path binariesFolder, Map<String, String> settings) {
        Path logFile = home.subdirectory("logs").resolve("postgres.log");
        String password = home.readSecret(PASSWORD_FILE).orElseGet(() -> createPassword(home));
        PostgresCommands commands = new PostgresCommands(
                PostgresBinaries.unpack(binariesFolder), home.folder().resolve("postgres"), logFile);
        EmbeddedPostgres postgres = new EmbeddedPostgres(commands, password, settings);
        commands.initialise(USER, home.folder().resolve(PASSWORD_FILE));
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
        return url(port, database);
    }

    /** Returns the URL of the installation's database on a server that listens at a port of this machine. */
    static String url(int port) {
        return url(port, DATABASE);
    }

    private static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    String password() {
        return password;
    }

    /** Stops watching PostgreSQL and leaves it running, as a killed process would. */
    void abandon() {
        closing.countDown();
    }

    @Override
    public void close() {
        closing.countDown();
        commands.stop();
    }

    private static String createPassword(HomeDirectory home) {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        home.writeSecret(PASSWORD_FILE, password);
        return password;
    }

    private void stopOrphan() {
        if (commands.wasNotStopped()) {
            log.info("The database was not stopped the last time; stopping what is left of it");
            if (!commands.stop()) {
                // There is no process behind the file. PostgreSQL itself replaces a stale file.
                log.info("It was not running any more");
            }
        }
    }

    private void launch() {
        for (int attempt = 1; ; attempt++) {
            port = freePort();
            if (commands.start(port, settings)) {
                return;
            }
            // Another process may have taken the port in between. Any other reason is in the log.
            if (attempt == MAX_START_ATTEMPTS) {
                throw new IllegalStateException("PostgreSQL does not start; see the end of " + commands.logFile());
            }
        }
    }

    /** Starts a killed PostgreSQL again. It keeps the port, so that the connection pool finds it. */
    private void keepRunning() {
        try {
            while (!closing.await(1, TimeUnit.SECONDS)) {
                if (!commands.isAlive()) {
                    log.warn("PostgreSQL ended by itself; it is started again");
                    // Right after a kill, child processes may still hold the data. The next round tries again.
                    log.info(
                            commands.start(port, settings)
                                    ? "PostgreSQL runs again"
                                    : "PostgreSQL did not start yet, see {}",
                            commands.logFile());
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
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
            throw new IllegalStateException("cannot reach the database just started; see " + commands.logFile(), e);
        }
    }
}
