package dev.isobath.server.backup;

import dev.isobath.server.storage.BlobReferences;
import dev.isobath.server.storage.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Writes a backup. One transaction reads all rows, so that they are of one moment, and no content is deleted until the backup is complete.
 * Servers go on meanwhile.
 */
final class BackupWriter {

    /** How values are written, whatever the settings of the database are. */
    static final String TEXT_FORM =
            "set local datestyle = 'ISO'; set local intervalstyle = 'postgres'; set local bytea_output = 'hex'; set local extra_float_digits = 1";

    private final Connection connection;
    private final BlobReferences references;
    private final BlobStore store;
    private final @Nullable String version;

    /** Does not write anything yet. The connection is used for nothing else, and deletions stay paused until it is closed. */
    BackupWriter(Connection connection, BlobReferences references, BlobStore store, @Nullable String version) {
        this.connection = connection;
        this.references = references;
        this.store = store;
        this.version = version;
    }

    /**
     * Writes the backup to a file that is not there yet. The file appears when it is complete.
     *
     * @throws BackupFailedException when there is such a file, or the database is of a server that was never started
     */
    Manifest write(Path file) throws IOException, SQLException {
        if (Files.exists(file)) {
            throw new BackupFailedException(file + " is there already; choose another name");
        }
        BlobReferences.pauseDeletions(connection);
        connection.setAutoCommit(false);
        Path part = Files.createTempFile(
                parent(file),
                file.getFileName() + ".",
                ".part",
                // It has the digests of passwords and tokens.
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Manifest manifest;
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE);
                    OutputStream out = Channels.newOutputStream(channel);
                    ZipOutputStream zip = new ZipOutputStream(out)) {
                zip.setLevel(Deflater.BEST_SPEED);
                manifest = write(zip);
                zip.finish();
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            return manifest;
        } finally {
            connection.rollback();
            Files.deleteIfExists(part);
        }
    }

    private static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new BackupFailedException("there is no folder " + parent);
        }
        return parent;
    }

    private Manifest write(ZipOutputStream zip) throws IOException, SQLException {
        execute("set transaction isolation level repeatable read, read only");
        execute(TEXT_FORM);
        DatabaseTables database = new DatabaseTables(connection);
        Instant takenAt = takenAt();
        String schema = database.schema().stream()
                .findFirst()
                .orElseThrow(() -> new BackupFailedException("the database has no tables yet; start the server once"));
        List<Manifest.TableContent> tables = new ArrayList<>();
        for (String table : database.inOrder()) {
            tables.add(copy(table, database.columns(table), zip));
        }
        List<Manifest.SequenceValue> sequences = new ArrayList<>();
        for (DatabaseTables.Identity each : database.identities()) {
            lastValue(each).ifPresent(sequences::add);
        }
        List<Manifest.StoredContent> contents = new ArrayList<>();
        List<Manifest.Damage> damaged = new ArrayList<>();
        for (String sha256 : referredContents()) {
            copy(sha256, zip, contents, damaged);
        }
        Manifest manifest = new Manifest(
                Manifest.FORMAT,
                version,
                schema,
                takenAt,
                (int) number("select coalesce(max(generation), 0) from restoration"),
                tables,
                sequences,
                contents,
                damaged);
        zip.putNextEntry(new ZipEntry(Manifest.ENTRY));
        zip.write(BackupFile.JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest));
        zip.closeEntry();
        return manifest;
    }

    private Manifest.TableContent copy(String table, List<String> columns, ZipOutputStream zip)
            throws IOException, SQLException {
        MessageDigest digest = BackupFile.sha256();
        zip.putNextEntry(new ZipEntry("tables/" + table));
        long rows = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut(
                        "copy " + DatabaseTables.copied(table, columns) + " to stdout",
                        new DigestOutputStream(zip, digest));
        zip.closeEntry();
        return new Manifest.TableContent(table, columns, rows, HexFormat.of().formatHex(digest.digest()));
    }

    private Optional<Manifest.SequenceValue> lastValue(DatabaseTables.Identity identity) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select last_value from pg_sequences
                        where format('%%I.%%I', schemaname, sequencename) = pg_get_serial_sequence('%s', '%s') and last_value is not null
                        """.formatted(identity.table(), identity.column()))) {
            return row.next()
                    ? Optional.of(new Manifest.SequenceValue(identity.table(), identity.column(), row.getLong(1)))
                    : Optional.empty();
        }
    }

    private Set<String> referredContents() throws SQLException {
        Set<String> found = new TreeSet<>();
        for (String column : references.columns()) {
            String table = column.substring(0, column.indexOf('.'));
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "select distinct %s from %s where %s is not null".formatted(column, table, column))) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
        }
        return found;
    }

    /** Copies content and compares it with its digest on the way. Damaged content is named instead, and does not prevent the backup. */
    private void copy(
            String sha256, ZipOutputStream zip, List<Manifest.StoredContent> contents, List<Manifest.Damage> damaged)
            throws IOException {
        Optional<Path> file = store.find(sha256);
        if (file.isEmpty()) {
            damaged.add(new Manifest.Damage(sha256, "it is missing from the store"));
            return;
        }
        MessageDigest digest = BackupFile.sha256();
        Manifest.StoredContent content = new Manifest.StoredContent(sha256, Files.size(file.get()));
        zip.putNextEntry(new ZipEntry(content.entry()));
        try (InputStream in = Files.newInputStream(file.get())) {
            in.transferTo(new DigestOutputStream(zip, digest));
        }
        zip.closeEntry();
        String found = HexFormat.of().formatHex(digest.digest());
        if (found.equals(sha256)) {
            contents.add(content);
        } else {
            damaged.add(new Manifest.Damage(sha256, "what the store has in its place has digest " + found));
        }
    }

    private Instant takenAt() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select date_trunc('milliseconds', now())")) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    private long number(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
