package dev.isobath.server.backup;

import dev.isobath.server.database.InstallationDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.postgresql.PGConnection;

/** A database that a backup is restored into. */
final class RestoredDatabase {

    private final InstallationDatabase database;

    RestoredDatabase(InstallationDatabase database) {
        this.database = database;
    }

    /**
     * Checks that the backup can be restored here.
     *
     * @param replace whether the database may have tables, which will be deleted
     * @throws BackupFailedException when the backup is of a newer version, the database is in use, or it is not empty
     */
    void check(Manifest manifest, boolean replace) throws SQLException {
        MigrationVersion schema = MigrationVersion.fromVersion(manifest.schema());
        List<MigrationVersion> known = Arrays.stream(
                        flyway(MigrationVersion.LATEST).info().all())
                .map(MigrationInfo::getVersion)
                .filter(Objects::nonNull)
                .toList();
        if (!known.contains(schema)) {
            throw new BackupFailedException(
                    "the backup was made by Isobath %s, which has a newer database (schema %s) than this version; restore it with that version or a later one"
                            .formatted(manifest.madeBy() == null ? "of another version" : manifest.madeBy(), schema));
        }
        try (Connection connection = database.connect()) {
            long others = number(connection, """
                    select count(*) from pg_stat_activity
                    where datname = current_database() and pid <> pg_backend_pid()
                      and coalesce(backend_type, 'client backend') = 'client backend'
                    """);
            if (others > 0) {
                throw new BackupFailedException(
                        "%d connections use the database; stop all servers first".formatted(others));
            }
            if (!replace && !new DatabaseTables(connection).all().isEmpty()) {
                throw new BackupFailedException(
                        "the database is not empty; --replace deletes what is in it and puts the backup in its place");
            }
        }
    }

    /**
     * Puts the backup in the place of everything in the database.
     *
     * @param replace whether there may be anything
     */
    void restore(BackupReader backup, boolean replace) throws IOException, SQLException {
        Manifest manifest = backup.manifest();
        int generation = Math.max(manifest.generation(), generationHere()) + 1;
        Flyway flyway = flyway(MigrationVersion.fromVersion(manifest.schema()));
        if (replace) {
            flyway.clean();
        }
        flyway.migrate();
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            DatabaseTables tables = new DatabaseTables(connection);
            execute(connection, BackupWriter.TEXT_FORM);
            // Migrations have added rows, and the backup has them too.
            execute(
                    connection,
                    "truncate "
                            + String.join(
                                    ", ",
                                    tables.all().stream()
                                            .map(DatabaseTables::quoted)
                                            .toList()));
            for (Manifest.TableContent table : manifest.tables()) {
                copy(connection, backup, table);
            }
            for (Manifest.SequenceValue each : manifest.sequences()) {
                setSequence(connection, each);
            }
            begin(connection, generation, manifest);
            connection.commit();
        }
    }

    private int generationHere() throws SQLException {
        try (Connection connection = database.connect()) {
            return new DatabaseTables(connection).all().contains("restoration")
                    ? (int) number(connection, "select coalesce(max(generation), 0) from restoration")
                    : 0;
        }
    }

    private static void copy(Connection connection, BackupReader backup, Manifest.TableContent table)
            throws IOException, SQLException {
        try (InputStream rows = backup.open(table.entry())) {
            long copied = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "copy " + DatabaseTables.copied(table.name(), table.columns()) + " from stdin",
                            rows,
                            BackupFile.BUFFER);
            if (copied != table.rows()) {
                throw new BackupFailedException("the backup has %d rows of %s, and %d were restored"
                        .formatted(table.rows(), table.name(), copied));
            }
        }
    }

    private static void setSequence(Connection connection, Manifest.SequenceValue sequence) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select setval(pg_get_serial_sequence(?, ?), ?)")) {
            statement.setString(1, sequence.table());
            statement.setString(2, sequence.column());
            statement.setLong(3, sequence.value());
            statement.execute();
        }
    }

    private static void begin(Connection connection, int generation, Manifest manifest) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "insert into restoration (generation, taken_at, restored_at) values (?, ?, date_trunc('milliseconds', clock_timestamp()))")) {
            statement.setInt(1, generation);
            statement.setObject(2, manifest.takenAt().atOffset(ZoneOffset.UTC));
            statement.execute();
        }
    }

    private Flyway flyway(MigrationVersion target) {
        return Flyway.configure()
                .dataSource(database.url(), database.user(), database.password())
                .cleanDisabled(false)
                .target(target)
                .load();
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
