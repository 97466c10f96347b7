package dev.isobath.server.accounts;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The user accounts of this installation. */
@Repository
@Transactional
class UserRepository {

    private static final String USER = "u.id, u.name, u.email, u.role";

    private final JdbcClient database;

    UserRepository(JdbcClient database) {
        this.database = database;
    }

    /** Returns a user whose account is not deactivated. */
    Optional<User> findActive(UUID id) {
        return database.sql("select " + USER + " from user_account u where u.id = :id and u.deactivated_at is null")
                .param("id", id)
                .query((row, _) -> user(row))
                .optional();
    }

    /** Returns what a sign-in is checked against. It is empty for an account that is deactivated or has no password yet. */
    Optional<Credentials> findCredentials(String email) {
        return database.sql("select " + USER + """
                        , u.password_hash from user_account u
                        where lower(u.email) = lower(:email) and u.deactivated_at is null and u.password_hash is not null
                        """)
                .param("email", email)
                .query((row, _) -> new Credentials(user(row), row.getString("password_hash")))
                .optional();
    }

    record Credentials(User user, String passwordHash) {}

    List<UserView> list() {
        return database.sql("select * from user_account order by created_at, id")
                .query((row, _) -> userView(row))
                .list();
    }

    Optional<UserView> find(UUID id) {
        return database.sql("select * from user_account where id = :id")
                .param("id", id)
                .query((row, _) -> userView(row))
                .optional();
    }

    /** Returns whether there is an administrator who can sign in with a password. */
    boolean administratorHasPassword() {
        return database.sql("""
                        select exists (select from user_account
                                       where role = 'ADMIN' and password_hash is not null and deactivated_at is null)
                        """).query(Boolean.class).single();
    }

    /**
     * Returns the oldest administrator. It creates one when there is none; that account has no password until the initial
     * setup.
     */
    UUID findOrCreateAdministrator() {
        return findAdministrator().orElseGet(() -> {
            // Another server on the same database may do this at the same time.
            database.sql("""
                            insert into user_account (id, email, name, role)
                            values (:id, 'admin@localhost', 'Administrator', 'ADMIN') on conflict do nothing
                            """).param("id", UUID.randomUUID()).update();
            return findAdministrator().orElseThrow();
        });
    }

    private Optional<UUID> findAdministrator() {
        return database.sql("""
                        select id from user_account where role = 'ADMIN' and deactivated_at is null
                        order by created_at limit 1
                        """).query(UUID.class).optional();
    }

    User addMember(String name, String email, String passwordHash) {
        UUID id = UUID.randomUUID();
        try {
            database.sql("""
                            insert into user_account (id, email, name, password_hash, role)
                            values (:id, :email, :name, :hash, 'MEMBER')
                            """)
                    .param("id", id)
                    .param("email", email)
                    .param("name", name)
                    .param("hash", passwordHash)
                    .update();
        } catch (DuplicateKeyException e) {
            throw new EmailTakenException(email);
        }
        return new User(id, name, email, User.Role.MEMBER);
    }

    /** Sets the name, email and password of an account. */
    void claim(UUID id, String name, String email, String passwordHash) {
        try {
            database.sql("update user_account set name = :name, email = :email, password_hash = :hash where id = :id")
                    .param("id", id)
                    .param("email", email)
                    .param("name", name)
                    .param("hash", passwordHash)
                    .update();
        } catch (DuplicateKeyException e) {
            throw new EmailTakenException(email);
        }
    }

    void changePassword(UUID id, String passwordHash) {
        database.sql("update user_account set password_hash = :hash where id = :id")
                .param("id", id)
                .param("hash", passwordHash)
                .update();
    }

    void recordSignIn(UUID id) {
        database.sql("update user_account set signed_in_at = now() where id = :id")
                .param("id", id)
                .update();
    }

    /** Deactivates an account for good. Its API tokens and its unused links are deleted. */
    void deactivate(UUID id) {
        database.sql("""
                        update user_account set deactivated_at = now(), password_hash = null
                        where id = :id and deactivated_at is null
                        """).param("id", id).update();
        database.sql("delete from api_token where user_id = :id")
                .param("id", id)
                .update();
        database.sql("delete from one_time_link where user_id = :id or (created_by = :id and used_at is null)")
                .param("id", id)
                .update();
    }

    static User user(ResultSet row) throws SQLException {
        return new User(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("email"),
                User.Role.valueOf(row.getString("role")));
    }

    private static UserView userView(ResultSet row) throws SQLException {
        return new UserView(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("email"),
                User.Role.valueOf(row.getString("role")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "signed_in_at"),
                instant(row, "deactivated_at"));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
