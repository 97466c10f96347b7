package dev.isobath.server.queue;

import dev.isobath.server.accounts.SecretToken;
import dev.isobath.server.database.DatabaseClock;
import dev.isobath.server.database.Restorations;
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
 * Runs the calls of an attempt's process in transactions. A call holds the lock of the experiment and runs only while the
 * attempt is the current one. Every successful call renews the lease.
 */
@Component
class AttemptTransactionTemplate {

    /** The code that runs for an attempt. */
    interface AttemptCallback<T> {
        T doWithAttempt(Experiment experiment, Attempt attempt, Instant now);
    }

    private static final String SCHEME = "Bearer ";

    private final JdbcClient database;
    private final ExperimentRepository experiments;
    private final AttemptRepository attempts;
    private final DatabaseClock clock;
    private final Restorations restorations;
    private final QueueProperties settings;
    private final TransactionTemplate transaction;

    AttemptTransactionTemplate(
            JdbcClient database,
            ExperimentRepository experiments,
            AttemptRepository attempts,
            DatabaseClock clock,
            Restorations restorations,
            QueueProperties settings,
            TransactionTemplate transaction) {
        this.database = database;
        this.experiments = experiments;
        this.attempts = attempts;
        this.clock = clock;
        this.restorations = restorations;
        this.settings = settings;
        this.transaction = transaction;
    }

    /**
     * Runs a call of the attempt's process in one transaction.
     *
     * @throws AttemptRefusedException when the token is wrong (401) or the attempt is not current (409)
     */
    <T> T execute(UUID attemptId, String authorization, AttemptCallback<T> callback) {
        return transaction.execute(_ -> {
            Experiment experiment = lockExperimentOf(attemptId);
            Attempt attempt = authorized(attemptId, authorization);
            if (!attempt.isRunning()) {
                throw AttemptRefusedException.ended(attemptId, attempt.reason());
            }
            Instant now = clock.now();
            attempt.renew(now, settings.lease());
            return callback.doWithAttempt(experiment, attempt, now);
        });
    }

    /** Returns whether the worker has reported the end of the attempt already. It may report it again. */
    boolean wasEndedByWorker(UUID attemptId, String authorization) {
        return Boolean.TRUE.equals(
                transaction.execute(_ -> authorized(attemptId, authorization).isEndedByWorker()));
    }

    /** Runs a call of the server itself under the same lock, whatever the state of the attempt. */
    void executeAsServer(UUID attemptId, AttemptCallback<Boolean> callback) {
        transaction.executeWithoutResult(_ -> {
            Experiment experiment = lockExperimentOf(attemptId);
            Attempt attempt = attempts.findById(attemptId).orElseThrow();
            callback.doWithAttempt(experiment, attempt, clock.now());
        });
    }

    /**
     * Locks the experiment of an attempt. The experiment is always locked before the attempt is changed, so that two calls
     * cannot wait for each other. An attempt that is not in the database is not current either; the database may have been
     * restored to an earlier time.
     */
    private Experiment lockExperimentOf(UUID attempt) {
        Optional<UUID> experiment = database.sql("select experiment_id from attempt where id = :id")
                .param("id", attempt)
                .query(UUID.class)
                .optional();
        return experiment
                .flatMap(experiments::findByIdForUpdate)
                .orElseThrow(() -> AttemptRefusedException.unknown(attempt, restorations.last()));
    }

    private Attempt authorized(UUID attemptId, String authorization) {
        Attempt attempt = attempts.findById(attemptId)
                .orElseThrow(() -> AttemptRefusedException.unknown(attemptId, restorations.last()));
        if (!attempt.hasToken(tokenHash(authorization))) {
            throw AttemptRefusedException.badToken();
        }
        return attempt;
    }

    /** Returns the digest of the token in an {@code Authorization} header; that of no token when there is none. */
    static byte[] tokenHash(String authorization) {
        boolean bearer = authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        return new SecretToken(bearer ? authorization.substring(SCHEME.length()).strip() : "").hash();
    }
}
