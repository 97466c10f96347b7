package dev.isobath.server.accounts;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The tokens with which worker nodes join. */
@Repository
@Transactional
class WorkerTokenRepository {

    private static final String PREFIX = "isobath_node_";
    private static final String CONFIGURED = "configured";

    private final JdbcClient database;

    WorkerTokenRepository(JdbcClient database) {
        this.database = database;
    }

    boolean isValid(SecretToken token) {
        return database.sql("select exists (select from worker_token where hash = :hash)")
                .param("hash", token.hash())
                .query(Boolean.class)
                .single();
    }

    SecretToken issue(String name) {
        SecretToken token = SecretToken.random(PREFIX);
        add(name, token);
        return token;
    }

    /** Makes the token of the settings valid and deletes the one that was configured before. */
    void configure(SecretToken token) {
        database.sql("delete from worker_token where name = :name and hash <> :hash")
                .param("name", CONFIGURED)
                .param("hash", token.hash())
                .update();
        add(CONFIGURED, token);
    }

    private void add(String name, SecretToken token) {
        database.sql("insert into worker_token (id, name, hash) values (:id, :name, :hash) on conflict do nothing")
                .param("id", UUID.randomUUID())
                .param("name", name)
                .param("hash", token.hash())
                .update();
    }
}
