package dev.isobath.server.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps the store and the rows that refer to it consistent. A row is added only while its content exists, and content is
 * deleted with its last row. This is the only place that deletes content, and it knows every column of every {@link BlobOwner}.
 */
@Service
public class BlobReferences {

    /** The advisory lock of deletions. The locks of single contents have one number and no two. */
    private static final String DELETIONS = "1, 0";

    private final BlobStore store;
    private final List<BlobOwner> owners;
    private final JdbcClient database;
    private final TransactionTemplate transaction;

    BlobReferences(BlobStore store, List<BlobOwner> owners, JdbcClient database, TransactionTemplate transaction) {
        this.store = store;
        this.owners = owners;
        this.database = database;
        this.transaction = transaction;
    }

    /**
     * Adds a row in a transaction, unless some of its content was deleted at the same time together with another row.
     *
     * @param add inserts the row
     * @return whether the row was added
     */
    public boolean addReference(List<Blob> contents, Runnable add) {
        return Boolean.TRUE.equals(transaction.execute(_ -> {
            // All transactions lock in the same order, so that they cannot deadlock.
            List<String> digests = contents.stream()
                    .map(Blob::sha256)
                    .distinct()
                    .sorted(Comparator.naturalOrder())
                    .toList();
            // Every digest is locked, also after one that is missing.
            if (digests.stream().filter(sha256 -> !lock(sha256)).count() > 0) {
                return false;
            }
            add.run();
            return true;
        }));
    }

    /**
     * Locks content until the caller's transaction ends, so that it is not deleted before a row that refers to it is added.
     *
     * @return whether the content is stored
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean lock(String sha256) {
        database.sql("select 1 from (select pg_advisory_xact_lock(hashtextextended(:sha256, 0))) locked")
                .param("sha256", sha256)
                .query(Integer.class)
                .single();
        return store.find(sha256).isPresent();
    }

    /**
     * Keeps all content until the connection is closed, whatever becomes of the rows that refer to it. It waits for the deletions that go on.
     * What becomes unreferenced meanwhile is deleted later by {@link #collect}.
     *
     * @throws SQLException also when deletions have been paused for another connection for a minute
     */
    public static void pauseDeletions(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set lock_timeout = '60s'");
            statement.execute("select pg_advisory_lock(" + DELETIONS + ")");
            statement.execute("reset lock_timeout");
        }
    }

    /**
     * Deletes the content if no row refers to it and deletions are not paused. It must be called after the transaction that deleted a
     * reference.
     */
    public void deleteIfUnreferenced(String sha256) {
        tryDelete(sha256);
    }

    private boolean tryDelete(String sha256) {
        return Boolean.TRUE.equals(transaction.execute(_ -> {
            boolean deletable = mayDelete() && lock(sha256) && !isReferenced(sha256);
            if (deletable) {
                store.delete(sha256);
            }
            return deletable;
        }));
    }

    /** Returns whether deletions are not paused. They are not until the caller's transaction ends, then. */
    private boolean mayDelete() {
        return database.sql("select pg_try_advisory_xact_lock_shared(" + DELETIONS + ")")
                .query(Boolean.class)
                .single();
    }

    /** Deletes those of the contents that no row refers to. It must be called after the transaction that deleted the references. */
    public void deleteUnreferenced(List<String> digests) {
        digests.forEach(this::deleteIfUnreferenced);
    }

    /**
     * Deletes what a process left that ended between storing content and adding its row, or in the middle of an upload.
     *
     * @param age the time for which content may be without a row, because its upload goes on
     * @return the number of contents deleted
     */
    public int collect(Duration age) {
        store.deletePartsOlderThan(age);
        int deleted = 0;
        for (String sha256 : store.listOlderThan(age)) {
            // Most contents have a row, and for those no lock is taken.
            if (!isReferenced(sha256) && tryDelete(sha256)) {
                deleted++;
            }
        }
        return deleted;
    }

    /** Returns every column that refers to content, as {@code table.column}. */
    public List<String> columns() {
        return owners.stream()
                .flatMap(owner -> owner.blobColumns().stream())
                .sorted()
                .toList();
    }

    private boolean isReferenced(String sha256) {
        String anywhere = columns().stream()
                .map(column -> "exists (select from %s where %s = :sha256)"
                        .formatted(column.substring(0, column.indexOf('.')), column))
                .collect(Collectors.joining(" or ", "select ", ""));
        return database.sql(anywhere)
                .param("sha256", sha256)
                .query(Boolean.class)
                .single();
    }
}
