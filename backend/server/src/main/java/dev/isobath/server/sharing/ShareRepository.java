package dev.isobath.server.sharing;

import dev.isobath.server.accounts.SecretToken;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The share links of this installation. */
@Repository
@Transactional
class ShareRepository {

    private static final String ALL = """
            select s.*, u.name as created_by_name, t.name as study_name,
                   array(select e.experiment_id from share_experiment e join experiment x on x.id = e.experiment_id
                         where e.share_id = s.id and x.deleted_at is null order by e.position) as experiments
            from share s left join user_account u on u.id = s.created_by
            left join study t on t.id = s.study_id and t.deleted_at is null
            """;

    private final JdbcClient database;

    ShareRepository(JdbcClient database) {
        this.database = database;
    }

    Share add(SecretToken token, NewShare.Validated share, UUID createdBy) {
        UUID id = UUID.randomUUID();
        database.sql("""
                        insert into share (id, token_hash, kind, study_id, title, view, created_by, expires_at)
                        values (:id, :hash, :kind, :study, :title, :view, :by, now() + make_interval(days => :days))
                        """)
                .param("id", id)
                .param("hash", token.hash())
                .param("kind", share.kind().name())
                .param("study", share.study())
                .param("title", share.title())
                .param("view", share.view())
                .param("by", createdBy)
                .param("days", share.days())
                .update();
        database.sql("""
                        insert into share_experiment (share_id, position, experiment_id)
                        select :share, e.position, e.id from unnest(:ids::uuid[]) with ordinality as e(id, position)
                        """)
                .param("share", id)
                .param("ids", share.experiments().toArray(UUID[]::new))
                .update();
        return find(id).orElseThrow();
    }

    Optional<Share> find(UUID id) {
        return database.sql(ALL + "where s.id = :id")
                .param("id", id)
                .query((row, _) -> share(row))
                .optional();
    }

    /** Returns the share link of a token if it is neither expired nor revoked. */
    Optional<Share> findValid(SecretToken token) {
        return database.sql(ALL + "where s.token_hash = :hash and s.revoked_at is null and s.expires_at > now()")
                .param("hash", token.hash())
                .query((row, _) -> share(row))
                .optional();
    }

    /** Returns all share links, the newest first. */
    List<Share> list() {
        return database.sql(ALL + "order by s.created_at desc, s.id")
                .query((row, _) -> share(row))
                .list();
    }

    /** Revokes a share link. Returns false when it was revoked before. */
    boolean revoke(UUID id) {
        return database.sql("update share set revoked_at = now() where id = :id and revoked_at is null")
                        .param("id", id)
                        .update()
                > 0;
    }

    /** Records that a share link is opened, at most once a minute. Returns whether it is the first time. */
    boolean recordOpened(UUID id) {
        boolean first =
                database.sql("update share set last_opened_at = now() where id = :id and last_opened_at is null")
                                .param("id", id)
                                .update()
                        > 0;
        if (!first) {
            database.sql("""
                            update share set last_opened_at = now()
                            where id = :id and last_opened_at < now() - interval '1 minute'
                            """).param("id", id).update();
        }
        return first;
    }

    private static Share share(ResultSet row) throws SQLException {
        Array experiments = row.getArray("experiments");
        return new Share(
                row.getObject("id", UUID.class),
                Share.Kind.valueOf(row.getString("kind")),
                row.getString("title"),
                List.of((UUID[]) experiments.getArray()),
                row.getObject("study_id", UUID.class),
                row.getString("study_name"),
                row.getString("view"),
                row.getString("created_by_name"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                instant(row, "revoked_at"),
                instant(row, "last_opened_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
