package dev.isobath.server.accounts;

import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

@Repository
@Transactional
class Accounts {

    static final String TOKEN_PREFIX = "isobath_";
    static final String WORKER_TOKEN_PREFIX = "isobath_node_";

    private final JdbcClient database;

    Accounts(JdbcClient database) {
        this.database = database;
    }

    Optional<User> findByToken(Token token) {
        return database.sql("""
                        select u.id, u.name, u.email, u.role from api_token t join user_account u on u.id = t.user_id
                        where t.hash = :hash and (t.expires_at is null or t.expires_at > now())
                        """)
                .param("hash", token.hash())
                .query((row, _) -> new User(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        row.getString("email"),
                        User.Role.valueOf(row.getString("role"))))
                .optional();
    }

    /** Notes the use of a token, at most once a minute, so that reading does not write each time. */
    void noteUse(Token token) {
        database.sql("""
                        update api_token set last_used_at = now()
                        where hash = :hash and (last_used_at is null or last_used_at < now() - interval '1 minute')
                        """).param("hash", token.hash()).update();
    }

    boolean isWorkerToken(Token token) {
        return database.sql("select count(*) from worker_token where hash = :hash")
                        .param("hash", token.hash())
                        .query(Long.class)
                        .single()
                > 0;
    }

    Optional<UUID> findFirstAdministrator() {
        return database.sql("select id from user_account where role = 'ADMIN' order by created_at limit 1")
                .query(UUID.class)
                .optional();
    }

    UUID addAdministrator(String name, String email) {
        UUID id = UUID.randomUUID();
        database.sql("insert into user_account (id, email, name, role) values (:id, :email, :name, 'ADMIN')")
                .param("id", id)
                .param("email", email)
                .param("name", name)
                .update();
        return id;
    }

    Token addToken(UUID user, String name) {
        Token token = Token.random(TOKEN_PREFIX);
        database.sql("""
                        insert into api_token (id, user_id, name, prefix, hash)
                        values (:id, :user, :name, :prefix, :hash)
                        """)
                .param("id", UUID.randomUUID())
                .param("user", user)
                .param("name", name)
                .param("prefix", token.beginning())
                .param("hash", token.hash())
                .update();
        return token;
    }

    Token addWorkerToken(String name) {
        Token token = Token.random(WORKER_TOKEN_PREFIX);
        database.sql("insert into worker_token (id, name, hash) values (:id, :name, :hash)")
                .param("id", UUID.randomUUID())
                .param("name", name)
                .param("hash", token.hash())
                .update();
        return token;
    }
}
