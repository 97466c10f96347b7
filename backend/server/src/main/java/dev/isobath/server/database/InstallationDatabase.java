package dev.isobath.server.database;

import dev.isobath.server.home.HomeDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/**
 * The database of an installation for a command that runs beside the server or without it. It is found by the settings of the server. An
 * embedded PostgreSQL whose server does not run is started, and stopped on close.
 */
public final class InstallationDatabase implements AutoCloseable {

    /** The index of the line of {@code postmaster.pid} with the port (PostgreSQL's pidfile.h). */
    private static final int PORT_LINE = 3;

    private final String url;
    private final @Nullable String user;
    private final @Nullable String password;
    private final List<Runnable> closing;

    private InstallationDatabase(String url, @Nullable String user, @Nullable String password, List<Runnable> closing) {
        this.url = url;
        this.user = user;
        this.password = password;
        this.closing = closing;
    }

    /** Thrown when a command cannot use the database. The message is one sentence. */
    public static final class UnusableException extends RuntimeException {
        UnusableException(String message) {
            super(message);
        }
    }

    /**
     * Opens the database, whether its server runs or not.
     *
     * @throws UnusableException when there is none
     */
    public static InstallationDatabase open(Environment settings, HomeDirectory home) {
        if (!isEmbedded(settings)) {
            return external(settings);
        }
        if (!Files.isDirectory(home.folder().resolve("postgres"))) {
            throw new UnusableException("there is no installation in " + home.folder());
        }
        try {
            return openAlone(home);
        } catch (HomeInUseException _) {
            return running(home);
        }
    }

    /**
     * Opens the database while no server runs, and creates it when there is none.
     *
     * @throws UnusableException when a server runs
     */
    public static InstallationDatabase openForRestoring(Environment settings, HomeDirectory home) {
        try {
            return isEmbedded(settings) ? openAlone(home) : external(settings);
        } catch (HomeInUseException inUse) {
            throw new UnusableException(Objects.requireNonNull(inUse.getMessage()));
        }
    }

    public String url() {
        return url;
    }

    public @Nullable String user() {
        return user;
    }

    public @Nullable String password() {
        return password;
    }

    /** Opens a connection. The caller closes it. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }

    private static boolean isEmbedded(Environment settings) {
        return "embedded".equals(settings.getProperty("isobath.database"));
    }

    private static InstallationDatabase external(Environment settings) {
        String url = settings.getProperty("spring.datasource.url");
        if (url == null) {
            throw new UnusableException(
                    "no database is named; set SPRING_DATASOURCE_URL, SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD as for the server");
        }
        return new InstallationDatabase(
                url,
                settings.getProperty("spring.datasource.username"),
                settings.getProperty("spring.datasource.password"),
                List.of());
    }

    private static InstallationDatabase openAlone(HomeDirectory home) {
        HomeLock lock = HomeLock.take(home);
        EmbeddedPostgres postgres = EmbeddedPostgres.start(home);
        return new InstallationDatabase(
                postgres.url(), EmbeddedPostgres.USER, postgres.password(), List.of(postgres::close, lock::close));
    }

    private static InstallationDatabase running(HomeDirectory home) {
        Path file = home.folder().resolve("postgres").resolve("postmaster.pid");
        try {
            String port = Files.readAllLines(file).get(PORT_LINE).strip();
            return new InstallationDatabase(
                    EmbeddedPostgres.url(Integer.parseInt(port)),
                    EmbeddedPostgres.USER,
                    home.readSecret(EmbeddedPostgres.PASSWORD_FILE).orElse(""),
                    List.of());
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            throw new UnusableException(
                    "the database of " + home.folder() + " is starting or stopping; try again in a moment");
        }
    }

    @Override
    public void close() {
        closing.forEach(Runnable::run);
    }
}
