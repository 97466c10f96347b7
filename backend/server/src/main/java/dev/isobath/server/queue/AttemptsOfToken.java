package dev.isobath.server.queue;

import dev.isobath.server.compute.JobAttempts;
import dev.isobath.server.experiments.ExperimentSignals;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Ends the attempts that were leased with a token: a token that is revoked, or that of a job that is gone. */
@Component
class AttemptsOfToken implements JobAttempts {

    private final JdbcClient database;
    private final AttemptTransactionTemplate attempts;
    private final AttemptCompletion completion;
    private final ExperimentSignals signals;

    AttemptsOfToken(
            JdbcClient database,
            AttemptTransactionTemplate attempts,
            AttemptCompletion completion,
            ExperimentSignals signals) {
        this.database = database;
        this.attempts = attempts;
        this.completion = completion;
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

    @Override
    public void takeBack(UUID token, String reason) {
        end(running(token), reason);
    }

    @Override
    public void lose(UUID token, String reason) {
        for (UUID id : running(token)) {
            attempts.executeAsServer(id, (experiment, attempt, now) -> {
                if (attempt.isRunning()) {
                    completion.lose(experiment, attempt, reason, now);
                }
                return true;
            });
        }
    }
}
