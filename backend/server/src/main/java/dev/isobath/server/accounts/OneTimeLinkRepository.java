package dev.isobath.server.accounts;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Links with which somebody can set a password once. */
@Repository
@Transactional
class OneTimeLinkRepository {

    /** The time for which an invitation or a link that resets a password can be used. */
    static final Duration LIFETIME = Duration.ofDays(7);

    enum Purpose {
        SETUP,
        INVITATION,
        PASSWORD_RESET
    }

    /**
     * A link that can still be used.
     *
     * @param user the user whose password the link sets, or null for an invitation
     * @param email the email of the person an invitation is for, or null when it is for anybody
     * @param expiresAt null for the link of the initial setup, which does not expire
     */
    record Link(
            UUID id,
            Purpose purpose,
            @Nullable UUID user,
            @Nullable String email,
            @Nullable Instant expiresAt) {}

    /** A new link with its token. The token is known only at this time. */
    record Issued(SecretToken token, Instant expiresAt) {}

    private final JdbcClient database;

    OneTimeLinkRepository(JdbcClient database) {
        this.database = database;
    }

    /** Creates the link of the initial setup and deletes earlier ones. */
    SecretToken issueSetup(UUID administrator) {
        deleteSetupLinks();
        SecretToken token = SecretToken.random("setup_");
        insert(Purpose.SETUP, token, administrator, null, null, null);
        return token;
    }

    void deleteSetupLinks() {
        database.sql("delete from one_time_link where purpose = 'SETUP'").update();
    }

    Issued issueInvitation(@Nullable String email, UUID createdBy) {
        SecretToken token = SecretToken.random("join_");
        return new Issued(
                token,
                insert(Purpose.INVITATION, token, null, email, createdBy, LIFETIME)
                        .orElseThrow());
    }

    /** Creates a link that resets a password and deletes earlier ones of the same user. */
    Issued issueReset(UUID user, UUID createdBy) {
        database.sql("delete from one_time_link where purpose = 'PASSWORD_RESET' and user_id = :user")
                .param("user", user)
                .update();
        SecretToken token = SecretToken.random("reset_");
        return new Issued(
                token,
                insert(Purpose.PASSWORD_RESET, token, user, null, createdBy, LIFETIME)
                        .orElseThrow());
    }

    Optional<Link> find(SecretToken token) {
        return database.sql("""
                        select * from one_time_link
                        where hash = :hash and used_at is null and (expires_at is null or expires_at > now())
                        """)
                .param("hash", token.hash())
                .query((row, _) -> new Link(
                        row.getObject("id", UUID.class),
                        Purpose.valueOf(row.getString("purpose")),
                        row.getObject("user_id", UUID.class),
                        row.getString("email"),
                        UserRepository.instant(row, "expires_at")))
                .optional();
    }

    /** Marks a link as used. When several requests use a link at the same time, one of them succeeds. */
    void markUsed(Link link) {
        int changed = database.sql("update one_time_link set used_at = now() where id = :id and used_at is null")
                .param("id", link.id())
                .update();
        if (changed == 0) {
            throw SignInRefusedException.linkNotValid();
        }
    }

    private Optional<Instant> insert(
            Purpose purpose,
            SecretToken token,
            @Nullable UUID user,
            @Nullable String email,
            @Nullable UUID createdBy,
            @Nullable Duration lifetime) {
        return database.sql("""
                        insert into one_time_link (id, purpose, hash, user_id, email, created_by, expires_at)
                        values (:id, :purpose, :hash, :user, :email, :by, now() + make_interval(secs => :seconds))
                        returning expires_at
                        """)
                .param("id", UUID.randomUUID())
                .param("purpose", purpose.name())
                .param("hash", token.hash())
                .param("user", user)
                .param("email", email)
                .param("by", createdBy)
                .param("seconds", lifetime == null ? null : (double) lifetime.toSeconds(), java.sql.Types.DOUBLE)
                .query((row, _) -> Optional.ofNullable(UserRepository.instant(row, "expires_at")))
                .single();
    }
}
