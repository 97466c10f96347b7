package dev.isobath.server.queue;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Ends attempts whose lease has expired by the clock of the database. No worker can renew a lease while the server or the
 * database is down. After such an outage every lease is extended by one period before any attempt is ended.
 */
@Component
class ExpiredLeaseSweeper implements InitializingBean {

    private static final Logger log = LoggerFactory.getLogger(ExpiredLeaseSweeper.class);

    /** The shortest pause that counts as an outage. A slow machine may cause shorter ones. */
    private static final Duration MIN_OUTAGE = Duration.ofSeconds(3);

    private final JdbcClient database;
    private final AttemptTransactionTemplate attempts;
    private final AttemptCompletion completion;
    private final QueueProperties settings;

    ExpiredLeaseSweeper(
            JdbcClient database,
            AttemptTransactionTemplate attempts,
            AttemptCompletion completion,
            QueueProperties settings) {
        this.database = database;
        this.attempts = attempts;
        this.completion = completion;
        this.settings = settings;
    }

    /** Extends all leases when the server starts. This happens before the scheduler starts. */
    @Override
    public void afterPropertiesSet() {
        recordSweep();
        extendAll();
    }

    void sweep() {
        Duration pause = recordSweep();
        if (pause.compareTo(settings.lease().dividedBy(2)) > 0 && pause.compareTo(MIN_OUTAGE) > 0) {
            log.info("No lease was checked for {} s; running attempts get another period to call", pause.toSeconds());
            extendAll();
            return;
        }
        List<UUID> expired = database.sql(
                        "select id from attempt where state = 'RUNNING' and lease_until < clock_timestamp()")
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
        expired.forEach(this::endExpired);
    }

    /** Records a sweep and returns the time since the last one of any server, by the clock of the database. */
    private Duration recordSweep() {
        double seconds = database.sql("""
                        with before as (select swept_at from lease_sweep for update)
                        update lease_sweep set swept_at = clock_timestamp() from before
                        returning extract(epoch from clock_timestamp() - before.swept_at)::float8
                        """).query(Double.class).single();
        return Duration.ofMillis((long) (seconds * 1000));
    }

    private void endExpired(UUID id) {
        attempts.executeAsServer(id, (experiment, attempt, now) -> {
            // The attempt may have called or ended while this transaction waited for the lock.
            boolean isExpired = attempt.isExpired(now);
            if (isExpired) {
                completion.expire(experiment, attempt, now);
                log.info(
                        "Attempt {} at experiment {} is lost: {}",
                        attempt.number(),
                        experiment.id(),
                        experiment.stateReason());
            }
            return isExpired;
        });
    }

    private void extendAll() {
        database.sql("""
                        update attempt set lease_until = clock_timestamp() + cast(:seconds as float8) * interval '1 second'
                        where state = 'RUNNING'
                        """).param("seconds", settings.lease().toMillis() / 1000.0).update();
    }
}
