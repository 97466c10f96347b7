package dev.isobath.server.queue;

import dev.isobath.server.experiments.ExperimentSignals;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Ends the attempts that were leased with a token that is revoked. */
@Component
class AttemptsOfToken {

    private final JdbcClient database;
    private final AttemptTransactionTemplate attempts;
    private final ExperimentSignals signals;

    AttemptsOfToken(JdbcClient database, AttemptTransactionTemplate attempts, ExperimentSignals signals) {
        this.database = database;
        this.attempts = attempts;
        this.signals = signals;
    }

    /** Returns the running attempts that were leased with a token. */
    List<UUID> running(UUID token) {
        return database.sql("select id from attempt where worker_token_id = :token and state = 'RUNNING'")
                .param("token", token)
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
    }

    /** Takes attempts back. The next call of each is answered by 409, and its node ends the process. */
    void end(List<UUID> ids, String reason) {
        for (UUID id : ids) {
            attempts.executeAsServer(id, (experiment, attempt, now) -> {
                // It may have ended meanwhile.
                if (attempt.isRunning()) {
                    experiment.takeBack(attempt, reason, now);
                    signals.queued(experiment);
                }
                return true;
            });
        }
    }
}
