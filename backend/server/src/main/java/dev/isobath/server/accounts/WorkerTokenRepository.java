package dev.isobath.server.accounts;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * The tokens with which worker nodes ask for work. A token made for one node belongs to the first node that uses it. A revoked token is
 * deleted; the audit log records that it existed.
 */
@Repository
@Transactional
public class WorkerTokenRepository {

    private static final String PREFIX = "isobath_node_";
    private static final String CONFIGURED = "configured";

    private final JdbcClient database;

    WorkerTokenRepository(JdbcClient database) {
        this.database = database;
    }

    /** Returns what a token allows, if it is valid. */
    Optional<NodeAdmission.Credential> find(SecretToken token) {
        return database.sql("select id, experiment_id from worker_token where hash = :hash")
                .param("hash", token.hash())
                .query((row, _) -> new NodeAdmission.Credential(
                        row.getObject("id", UUID.class), row.getObject("experiment_id", UUID.class)))
                .optional();
    }

    boolean isValid(SecretToken token) {
        return find(token).isPresent();
    }

    /**
     * Records that a node uses a token, and deletes the token that it replaces.
     *
     * @return whether the node may use it: the token still exists, and it does not belong to another node
     */
    public boolean use(UUID id, String node) {
        record Found(boolean recorded, boolean oneNode) {}
        // Most calls change nothing: the node is known and its last use was recorded a moment ago.
        Optional<Found> found = database.sql("""
                        select node = :node and last_used_at > now() - interval '1 minute' and replaces is null as recorded, one_node
                        from worker_token where id = :id and (not one_node or node is null or node = :node)
                        """)
                .param("id", id)
                .param("node", node)
                .query((row, _) -> new Found(row.getBoolean("recorded"), row.getBoolean("one_node")))
                .optional();
        if (found.isEmpty() || found.get().recorded()) {
            return found.isPresent();
        }
        if (!found.get().oneNode()) {
            recordSharedUse(id, node);
            return true;
        }
        return recordUse(id, node);
    }

    /** Returns whether a node may still use a token that it has used. */
    public boolean isUsable(UUID id, String node) {
        return database.sql("""
                        select exists (select from worker_token where id = :id and (not one_node or node is null or node = :node))
                        """)
                .param("id", id)
                .param("node", node)
                .query(Boolean.class)
                .single();
    }

    /**
     * Records a use of a token that any number of nodes share. They call at once, so none waits for the record of another, nor for the disk:
     * a record that is lost is made again by the next call.
     */
    private void recordSharedUse(UUID id, String node) {
        database.sql("set local synchronous_commit = off").update();
        database.sql("""
                        update worker_token set node = :node, last_used_at = now()
                        where id = (select id from worker_token where id = :id for update skip locked)
                        """).param("id", id).param("node", node).update();
    }

    private boolean recordUse(UUID id, String node) {
        int used = database.sql("""
                        update worker_token set node = :node, last_used_at = now()
                        where id = :id and (not one_node or node is null or node = :node)
                        """).param("id", id).param("node", node).update();
        database.sql("""
                        update attempt set worker_token_id = :id
                        where worker_token_id = (select replaces from worker_token where id = :id)
                        """).param("id", id).update();
        database.sql("delete from worker_token where id = (select replaces from worker_token where id = :id)")
                .param("id", id)
                .update();
        return used == 1;
    }

    /** Makes a token of the installation, with which any number of nodes may join. */
    SecretToken issue(String name) {
        SecretToken token = SecretToken.random(PREFIX);
        add(name, token);
        return token;
    }

    /** Makes a token with which one node joins. */
    public WorkerToken.Issued issueForOneNode(String name, User by) {
        return insert(name, null, null, null, by.name());
    }

    /** Makes a token for a job of a cluster. One node joins with it, and it is given one experiment only. */
    public WorkerToken.Issued issueForExperiment(String name, UUID experiment) {
        return insert(name, null, null, experiment, null);
    }

    /**
     * Makes a token that takes the place of another one. The other one stays valid until the new one is used for the first time, so that
     * its node misses no call.
     *
     * @return nothing when there is no token with that id
     */
    public Optional<WorkerToken.Issued> rotate(UUID id, User by) {
        return find(id).map(old -> insert(old.name(), old.node(), old.id(), null, by.name()));
    }

    private WorkerToken.Issued insert(
            String name,
            @Nullable String node,
            @Nullable UUID replaces,
            @Nullable UUID experiment,
            @Nullable String by) {
        SecretToken secret = SecretToken.random(PREFIX);
        WorkerToken token = database.sql("""
                        insert into worker_token
                            (id, name, prefix, hash, one_node, node, replaces, experiment_id, created_by_name)
                        values (:id, :name, :prefix, :hash, true, :node, :replaces, :experiment, :by)
                        returning *
                        """)
                .param("id", UUID.randomUUID())
                .param("name", name)
                .param("prefix", secret.displayPrefix())
                .param("hash", secret.hash())
                .param("node", node)
                .param("replaces", replaces)
                .param("experiment", experiment)
                .param("by", by)
                .query((row, _) -> token(row))
                .single();
        return new WorkerToken.Issued(token, secret);
    }

    /** Returns the tokens of nodes, the newest first. Those of jobs are left out: they come and go with their jobs. */
    public List<WorkerToken> list() {
        return database.sql("select * from worker_token where experiment_id is null order by created_at desc, id")
                .query((row, _) -> token(row))
                .list();
    }

    private Optional<WorkerToken> find(UUID id) {
        return database.sql("select * from worker_token where id = :id and experiment_id is null")
                .param("id", id)
                .query((row, _) -> token(row))
                .optional();
    }

    /** Deletes a token and returns it. The result is empty when there is no token with that id. */
    public Optional<WorkerToken> revoke(UUID id) {
        Optional<WorkerToken> token = find(id);
        database.sql("delete from worker_token where id = :id and experiment_id is null")
                .param("id", id)
                .update();
        return token;
    }

    /** Makes the token of the settings valid and deletes the one that was configured before. */
    void configure(SecretToken token) {
        database.sql("delete from worker_token where name = :name and not one_node and hash <> :hash")
                .param("name", CONFIGURED)
                .param("hash", token.hash())
                .update();
        add(CONFIGURED, token);
    }

    private void add(String name, SecretToken token) {
        database.sql("""
                        insert into worker_token (id, name, prefix, hash) values (:id, :name, :prefix, :hash)
                        on conflict do nothing
                        """)
                .param("id", UUID.randomUUID())
                .param("name", name)
                .param("prefix", token.displayPrefix())
                .param("hash", token.hash())
                .update();
    }

    private static WorkerToken token(ResultSet row) throws SQLException {
        return new WorkerToken(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("prefix"),
                row.getBoolean("one_node"),
                row.getString("node"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("created_by_name"),
                UserRepository.instant(row, "last_used_at"));
    }
}
