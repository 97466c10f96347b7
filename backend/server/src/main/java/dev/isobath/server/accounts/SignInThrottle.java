package dev.isobath.server.accounts;

import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Slows down the guessing of passwords. Failures are counted in three scopes: for an email from one address, for an address
 * alone (against one guess at each of many accounts), and for an email alone (against an attacker who changes addresses). The
 * delay for an email alone is short, so that nobody can lock another user out for long. Each scope allows some failures without
 * a delay; after them each failure doubles the delay.
 */
@Repository
@Transactional
class SignInThrottle {

    private enum Scope {
        EMAIL_AND_ADDRESS(5, 900),
        ADDRESS(50, 900),
        EMAIL(50, 30);

        private final int freeFailures;
        private final double maxSeconds;

        Scope(int freeFailures, double maxSeconds) {
            this.freeFailures = freeFailures;
            this.maxSeconds = maxSeconds;
        }

        byte[] key(String email, String address) {
            String account = email.strip().toLowerCase(Locale.ROOT);
            return new SecretToken(
                            name() + '\n' + (this == ADDRESS ? "" : account) + '\n' + (this == EMAIL ? "" : address))
                    .hash();
        }
    }

    private final JdbcClient database;

    SignInThrottle(JdbcClient database) {
        this.database = database;
    }

    /**
     * Counts an attempt as failed. This happens before the password is checked, so that parallel attempts are counted too.
     *
     * @return the seconds to wait when the attempt is blocked; the password must not be checked then
     */
    Optional<Long> recordAttempt(String email, String address) {
        deleteOld();
        for (Scope scope : Scope.values()) {
            byte[] key = scope.key(email, address);
            if (!countFailure(scope, key)) {
                return Optional.of(secondsLeft(key));
            }
        }
        return Optional.empty();
    }

    /** Takes back the failure that {@link #recordAttempt} counted, because the password was right. */
    void recordSuccess(String email, String address) {
        for (Scope scope : Scope.values()) {
            byte[] key = scope.key(email, address);
            switch (scope) {
                case EMAIL_AND_ADDRESS, EMAIL ->
                    database.sql("delete from sign_in_throttle where key = :key")
                            .param("key", key)
                            .update();
                // Only one failure is taken back, so that own sign-ins do not allow more guesses at other accounts.
                case ADDRESS -> database.sql("""
                            update sign_in_throttle set failures = failures - 1, blocked_until = now() where key = :key
                            """).param("key", key).update();
            }
        }
    }

    /**
     * Counts a failure. From the first failure beyond the free ones the delay is 2^(failures - free) seconds.
     *
     * @return false when the key is blocked
     */
    private boolean countFailure(Scope scope, byte[] key) {
        return database.sql("""
                        insert into sign_in_throttle as t (key, failures, last_failure_at, blocked_until)
                        values (:key, 1, now(), now())
                        on conflict (key) do update set
                            failures = t.failures + 1,
                            last_failure_at = now(),
                            blocked_until = now() + case when t.failures + 1 < :free then interval '0'
                                else make_interval(secs => least(:longest, 2 ^ least(t.failures + 1 - :free, 20))) end
                        where t.blocked_until <= now()
                        """)
                        .param("key", key)
                        .param("free", scope.freeFailures)
                        .param("longest", scope.maxSeconds)
                        .update()
                > 0;
    }

    private long secondsLeft(byte[] key) {
        return database.sql("""
                        select greatest(1, ceil(extract(epoch from blocked_until - now())))
                        from sign_in_throttle where key = :key
                        """).param("key", key).query(Long.class).optional().orElse(1L);
    }

    private void deleteOld() {
        database.sql("""
                delete from sign_in_throttle where key in (
                    select key from sign_in_throttle where last_failure_at < now() - interval '1 hour'
                    for update skip locked)
                """).update();
    }
}
