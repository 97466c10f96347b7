package dev.isobath.server.checkpoints;

import dev.isobath.server.storage.BlobOwner;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Keeps what a checkpoint refers to, whatever else refers to the same content. */
@Repository
class CheckpointBlobs implements BlobOwner {

    private final JdbcClient database;

    CheckpointBlobs(JdbcClient database) {
        this.database = database;
    }

    @Override
    public boolean refersTo(String sha256) {
        return database.sql("select exists (select from checkpoint where sha256 = :sha256)")
                .param("sha256", sha256)
                .query(Boolean.class)
                .single();
    }
}
