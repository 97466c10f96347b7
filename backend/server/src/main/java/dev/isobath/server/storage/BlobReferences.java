package dev.isobath.server.storage;

import java.util.Comparator;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** Content that rows refer to: a row is added only while its content is there, and content goes with its last row. */
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
     * Adds a row, in a transaction, unless some of its content was deleted in this moment together with another row.
     *
     * @return whether it was added
     */
    public boolean addReference(List<Blob> contents, Runnable add) {
        return Boolean.TRUE.equals(transaction.execute(_ -> {
            // In one order for everybody, so that nobody waits for each other.
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

    /** Until the transaction ends, nobody else adds or deletes a row of this content. */
    private void lock(String sha256) {
        database.sql("select 1 from (select pg_advisory_xact_lock(hashtextextended(:sha256, 0))) locked")
                .param("sha256", sha256)
                .query(Integer.class)
                .single();
    }
}
