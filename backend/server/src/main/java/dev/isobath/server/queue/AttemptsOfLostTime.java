package dev.isobath.server.queue;

import dev.isobath.server.database.Restorations;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Ends the attempts that ran when the backup was made from which the database was restored. Their nodes have gone on since, so what they
 * would report does not continue what the database has. Their experiments go on from the checkpoints in the backup and lose no try. This
 * happens before the first server takes calls (docs/adr/0046).
 */
@Component
class AttemptsOfLostTime implements InitializingBean {

    private static final Logger log = LoggerFactory.getLogger(AttemptsOfLostTime.class);

    private final JdbcClient database;
    private final Restorations restorations;
    private final AttemptTransactionTemplate attempts;

    AttemptsOfLostTime(JdbcClient database, Restorations restorations, AttemptTransactionTemplate attempts) {
        this.database = database;
        this.restorations = restorations;
        this.attempts = attempts;
    }

    @Override
    public void afterPropertiesSet() {
        restorations.last().filter(each -> !each.isApplied()).ifPresent(this::end);
    }

    private void end(Restorations.Restoration restoration) {
        // Another server may have started at the same time and leased attempts already.
        List<UUID> running = database.sql("select id from attempt where state = 'RUNNING' and started_at < :restoredAt")
                .param("restoredAt", restoration.restoredAt().atOffset(ZoneOffset.UTC))
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
        for (UUID id : running) {
            attempts.executeAsServer(id, (experiment, attempt, now) -> {
                if (attempt.isRunning()) {
                    experiment.takeBack(attempt, restoration.words(), now);
                }
                return true;
            });
        }
        restorations.recordApplied(restoration);
        log.info("{}; {} attempts that ran then have ended", restoration.words(), running.size());
    }
}
