package dev.isobath.server.database;

import dev.isobath.server.home.HomeDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;

/** One PostgreSQL for all tests of a process. It creates a fresh migrated database for each application context. */
public final class TestDatabase {

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final EmbeddedPostgres POSTGRES = start();

    private TestDatabase() {}

    /** Returns the folder of the programs. It is kept, so that they are unpacked only once. */
    static Path binaries() {
        return Path.of("target", "postgres-binaries").toAbsolutePath();
    }

    /** Creates a database with the tables of all migrations and returns its URL. */
    public static String fresh() {
        String name = "test_" + COUNT.incrementAndGet();
        execute("create database " + name + " template isobath_template");
        return POSTGRES.url(name);
    }

    /** Creates a database without tables and returns its URL. */
    public static String empty() {
        String name = "test_" + COUNT.incrementAndGet();
        execute("create database " + name);
        return POSTGRES.url(name);
    }

    /** Ends the connections of a database and refuses new ones, as if it were out of reach, or accepts them again. */
    public static void setReachable(String url, boolean reachable) {
        String name = url.substring(url.lastIndexOf('/') + 1);
        execute("alter database " + name + " allow_connections " + reachable);
        if (!reachable) {
            execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name + "'");
        }
    }

    public static String user() {
        return EmbeddedPostgres.USER;
    }

    public static String password() {
        return POSTGRES.password();
    }

    private static EmbeddedPostgres start() {
        try {
            HomeDirectory home = new HomeDirectory(Files.createTempDirectory("isobath-test"));
            // The data of a test need not survive a power cut.
            EmbeddedPostgres postgres = EmbeddedPostgres.start(
                    home, binaries(), Map.of("fsync", "off", "synchronous_commit", "off", "max_connections", "300"));
            Runtime.getRuntime().addShutdownHook(new Thread(postgres::close));
            execute(postgres, "create database isobath_template");
            Flyway.configure()
                    .dataSource(postgres.url("isobath_template"), EmbeddedPostgres.USER, postgres.password())
                    .load()
                    .migrate();
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized void execute(String sql) {
        execute(POSTGRES, sql);
    }

    private static void execute(EmbeddedPostgres postgres, String sql) {
        try (Connection connection = DriverManager.getConnection(
                        postgres.url("postgres"), EmbeddedPostgres.USER, postgres.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
