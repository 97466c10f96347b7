package dev.isobath.server.storage;

import java.util.Comparator;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps the store and the rows that refer to it consistent. A row is added only while its content exists, and content is
 * deleted with its last row.
 */
@Service
public class BlobReferences {

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
            digests.forEach(this::lock);
            if (digests.stream().anyMatch(sha256 -> store.find(sha256).isEmpty())) {
                return false;
            }
            add.run();
            return true;
        }));
    }

    /** Deletes the content if no row refers to it. */
    public void deleteIfUnreferenced(String sha256) {
        transaction.executeWithoutResult(_ -> {
            lock(sha256);
            if (owners.stream().noneMatch(owner -> owner.refersTo(sha256))) {
                store.delete(sha256);
            }
        });
    }

    /** Locks the content until the transaction ends, so that no other transaction adds or deletes a row that refers to it. */
    private void lock(String sha256) {
        database.sql("select 1 from (select pg_advisory_xact_lock(hashtextextended(:sha256, 0))) locked")
                .param("sha256", sha256)
                .query(Integer.class)
                .single();
    }
}
