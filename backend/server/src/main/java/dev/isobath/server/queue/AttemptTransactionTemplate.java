package dev.isobath.server.queue;

import dev.isobath.server.accounts.SecretToken;
import dev.isobath.server.database.DatabaseClock;
import dev.isobath.server.experiments.Attempt;
import dev.isobath.server.experiments.AttemptRepository;
import dev.isobath.server.experiments.Experiment;
import dev.isobath.server.experiments.ExperimentRepository;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs what an attempt's process asks for, under the lock of its experiment and only while the attempt is the current one.
 * Whatever succeeds renews the lease.
 */
@Component
class AttemptTransactionTemplate {

    /** What is done for the current attempt. */
    interface AttemptCallback<T> {
        T doWithAttempt(Experiment experiment, Attempt attempt, Instant now);
    }

    private final JdbcClient database;
    private final ExperimentRepository experiments;
    private final AttemptRepository attempts;
    private final DatabaseClock clock;
    private final QueueProperties settings;
    private final TransactionTemplate transaction;

    AttemptTransactionTemplate(
            JdbcClient database,
            ExperimentRepository experiments,
            AttemptRepository attempts,
            DatabaseClock clock,
            QueueProperties settings,
            TransactionTemplate transaction) {
        this.database = database;
        this.experiments = experiments;
        this.attempts = attempts;
        this.clock = clock;
        this.settings = settings;
        this.transaction = transaction;
    }

    /**
     * Runs a call in one transaction.
     *
     * @throws AttemptRefusedException when the token is wrong (401) or the attempt not current (409)
     */
    <T> T execute(UUID attemptId, String authorization, AttemptCallback<T> callback) {
        return transaction.execute(_ -> {
            Experiment experiment = lockExperimentOf(attemptId);
            Attempt attempt = authorized(attemptId, authorization);
            if (!attempt.isRunning()) {
                throw AttemptRefusedException.notCurrent(attemptId);
            }
            Instant now = clock.now();
            attempt.renew(now, settings.lease());
            return callback.doWithAttempt(experiment, attempt, now);
        });
    }

    /** Whether the attempt has been ended by its own worker before: then saying so again is no error. */
    boolean wasEndedByWorker(UUID attemptId, String authorization) {
        return Boolean.TRUE.equals(
                transaction.execute(_ -> authorized(attemptId, authorization).isEndedByWorker()));
    }

    /** Runs under the same lock, for the server itself and whatever state the attempt is in. */
    void executeAsServer(UUID attemptId, AttemptCallback<Boolean> callback) {
        transaction.executeWithoutResult(_ -> {
            Experiment experiment = lockExperimentOf(attemptId);
            Attempt attempt = attempts.findById(attemptId).orElseThrow();
            callback.doWithAttempt(experiment, attempt, clock.now());
        });
    }

    /**
     * The experiment first and then the attempt, always: two calls cannot wait for each other. An attempt the database does
     * not know, perhaps because it was restored to an earlier time, is not current either.
     */
    private Experiment lockExperimentOf(UUID attempt) {
        Optional<UUID> experiment = database.sql("select experiment_id from attempt where id = :id")
                .param("id", attempt)
                .query(UUID.class)
                .optional();
        return experiment
                .flatMap(experiments::findByIdForUpdate)
                .orElseThrow(() -> AttemptRefusedException.notCurrent(attempt));
    }

    private Attempt authorized(UUID attemptId, String authorization) {
        Attempt attempt = attempts.findById(attemptId).orElseThrow(() -> AttemptRefusedException.notCurrent(attemptId));
        String scheme = "Bearer ";
        if (!authorization.regionMatches(true, 0, scheme, 0, scheme.length())
                || !attempt.hasToken(
                        new SecretToken(authorization.substring(scheme.length()).strip()).hash())) {
            throw AttemptRefusedException.badToken();
        }
        return attempt;
    }
}
