package dev.isobath.server.accounts;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** The log of who did what and when. Entries are added and never changed. */
@Repository
@Transactional
public class AuditLog {

    /** The actions that are logged. */
    public enum Action {
        SET_UP,
        SIGNED_IN,
        SIGN_IN_REFUSED,
        SIGNED_OUT,
        TOKEN_CREATED,
        TOKEN_REVOKED,
        WORKER_TOKEN_CREATED,
        WORKER_TOKEN_ROTATED,
        WORKER_TOKEN_REVOKED,
        WORKER_DRAINED,
        WORKER_RETURNED,
        INVITED,
        JOINED,
        RESET_LINK_CREATED,
        PASSWORD_RESET,
        USER_DEACTIVATED,
        CORPUS_DELETED,
        TOKENIZER_DELETED,
        TOKENIZER_TRIED_AGAIN,
        EXPERIMENT_ARCHIVED,
        EXPERIMENT_UNARCHIVED,
        EXPERIMENT_DELETED,
        EXPERIMENT_RESTORED,
        /** A deleted experiment was removed for good, some days after it was deleted. */
        EXPERIMENT_PURGED,
        STUDY_CREATED,
        STUDY_LAUNCHED,
        STUDY_CHANGED,
        STUDY_DELETED,
        VIEW_CREATED,
        VIEW_CHANGED,
        VIEW_DELETED,
        SHARE_CREATED,
        SHARE_REVOKED,
        /** A share link was opened for the first time. */
        SHARE_OPENED
    }

    /**
     * One entry.
     *
     * @param actor the name of the user who acted, or null for somebody who was not signed in
     * @param subject a text that says what the action was applied to
     * @param address the network address that the request came from
     */
    @Schema(name = "AuditEvent")
    record Event(
            long id,
            Instant at,
            @Nullable UUID actorId,
            @Nullable String actor,
            Action action,
            String subject,
            @Nullable String address) {}

    private final JdbcClient database;

    AuditLog(JdbcClient database) {
        this.database = database;
    }

    /**
     * Adds an entry, in the caller's transaction when there is one.
     *
     * @param actor the user who acted, or null for somebody who was not signed in
     * @param subject a text that says what the action was applied to; it never contains a secret
     */
    public void record(@Nullable User actor, Action action, String subject) {
        database.sql("""
                        insert into audit_event (actor_id, actor_name, action, subject, address)
                        values (:actor, :name, :action, :subject, :address)
                        """)
                .param("actor", actor == null ? null : actor.id())
                .param("name", actor == null ? null : actor.name())
                .param("action", action.name())
                .param("subject", subject)
                .param("address", address())
                .update();
    }

    /** Returns the entries before the one with the given number, newest first. */
    List<Event> findBefore(long id, int limit) {
        return database.sql("select * from audit_event where id < :id order by id desc limit :limit")
                .param("id", id)
                .param("limit", limit)
                .query((row, _) -> new Event(
                        row.getLong("id"),
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getObject("actor_id", UUID.class),
                        row.getString("actor_name"),
                        Action.valueOf(row.getString("action")),
                        row.getString("subject"),
                        row.getString("address")))
                .list();
    }

    private static @Nullable String address() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request
                ? request.getRequest().getRemoteAddr()
                : null;
    }
}
