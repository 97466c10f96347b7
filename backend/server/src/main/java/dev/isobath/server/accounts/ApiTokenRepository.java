package dev.isobath.server.accounts;

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
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The API tokens that users give to their scripts. A revoked token is deleted; the audit log records that it existed. */
@Repository
@Transactional
class ApiTokenRepository {

    static final String PREFIX = "isobath_";

    private final JdbcClient database;

    ApiTokenRepository(JdbcClient database) {
        this.database = database;
    }

    /** A token without its secret, which is not stored. */
    record ApiToken(
            UUID id,
            String name,
            String prefix,
            Instant createdAt,
            @Nullable Instant lastUsedAt,
            @Nullable Instant expiresAt) {}

    /** A new token with its secret. The secret is known only at this time. */
    record Issued(ApiToken token, SecretToken secret) {}

    /**
     * The user that a token belongs to.
     *
     * @param expired whether the token has expired
     * @param unrecorded whether its last recorded use is long ago
     */
    record Holder(User user, boolean expired, boolean unrecorded) {}

    /** Returns the user of a token. Every request asks this, so it is one statement without a transaction around it. */
    @Transactional(propagation = Propagation.SUPPORTS)
    Optional<Holder> findHolder(SecretToken token) {
        return database.sql("""
                        select u.id, u.name, u.email, u.role, coalesce(t.expires_at <= now(), false) as expired,
                            coalesce(t.last_used_at < now() - interval '1 minute', true) as unrecorded
                        from api_token t join user_account u on u.id = t.user_id
                        where t.hash = :hash and u.deactivated_at is null
                        """)
                .param("hash", token.hash())
                .query((row, _) ->
                        new Holder(UserRepository.user(row), row.getBoolean("expired"), row.getBoolean("unrecorded")))
                .optional();
    }

    boolean isValid(SecretToken token) {
        return findHolder(token).filter(holder -> !holder.expired()).isPresent();
    }

    /** Records the use of a token, at most once a minute, so that not every request writes to the database, and without waiting. */
    void recordUse(SecretToken token) {
        database.sql("""
                        update api_token set last_used_at = now()
                        where id = (select id from api_token
                                    where hash = :hash
                                        and (last_used_at is null or last_used_at < now() - interval '1 minute')
                                    for update skip locked)
                        """).param("hash", token.hash()).update();
    }

    /**
     * Creates a token.
     *
     * @param days the number of days until it expires, or null when it never expires
     */
    Issued issue(UUID user, String name, @Nullable Integer days) {
        SecretToken secret = SecretToken.random(PREFIX);
        ApiToken token = database.sql("""
                        insert into api_token (id, user_id, name, prefix, hash, expires_at)
                        values (:id, :user, :name, :prefix, :hash, now() + make_interval(days => cast(:days as int)))
                        returning *
                        """)
                .param("id", UUID.randomUUID())
                .param("user", user)
                .param("name", name)
                .param("prefix", secret.displayPrefix())
                .param("hash", secret.hash())
                .param("days", days)
                .query((row, _) -> token(row))
                .single();
        return new Issued(token, secret);
    }

    List<ApiToken> list(UUID user) {
        return database.sql("select * from api_token where user_id = :user order by created_at desc, id")
                .param("user", user)
                .query((row, _) -> token(row))
                .list();
    }

    /** Revokes a token of the user and returns it. The result is empty when the user has no such token. */
    Optional<ApiToken> revoke(UUID user, UUID id) {
        return database.sql("delete from api_token where id = :id and user_id = :user returning *")
                .param("id", id)
                .param("user", user)
                .query((row, _) -> token(row))
                .optional();
    }

    /** Revokes all tokens of a user. */
    void revokeAll(UUID user) {
        database.sql("delete from api_token where user_id = :user")
                .param("user", user)
                .update();
    }

    private static ApiToken token(ResultSet row) throws SQLException {
        return new ApiToken(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("prefix"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                UserRepository.instant(row, "last_used_at"),
                UserRepository.instant(row, "expires_at"));
    }
}
