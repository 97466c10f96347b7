package dev.isobath.server.queue;

import dev.isobath.server.accounts.Token;
import dev.isobath.server.database.DatabaseClock;
import dev.isobath.server.experiments.Attempt;
import dev.isobath.server.experiments.Attempts;
import dev.isobath.server.experiments.Experiment;
import dev.isobath.server.experiments.Experiments;
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
class AttemptCalls {

    /** What is done for the current attempt. */
    interface Call<T> {
        T run(Experiment experiment, Attempt attempt, Instant now);
    }

    private final JdbcClient database;
    private final Experiments experiments;
    private final Attempts attempts;
    private final DatabaseClock clock;
    private final QueueSettings settings;
    private final TransactionTemplate transaction;

    AttemptCalls(
            JdbcClient database,
            Experiments experiments,
            Attempts attempts,
            DatabaseClock clock,
            QueueSettings settings,
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
     * @throws AttemptRefused when the token is wrong (401) or the attempt not current (409)
     */
    <T> T run(UUID attemptId, String authorization, Call<T> call) {
        return transaction.execute(_ -> {
            Experiment experiment = lockExperimentOf(attemptId);
            Attempt attempt = authorized(attemptId, authorization);
            if (!attempt.isRunning()) {
                throw AttemptRefused.notCurrent(attemptId);
            }
            Instant now = clock.now();
            attempt.renew(now, settings.lease());
            return call.run(experiment, attempt, now);
        });
    }

    /** Whether the attempt has been ended by its own worker before: then saying so again is no error. */
    boolean hasEndedItself(UUID attemptId, String authorization) {
        return Boolean.TRUE.equals(
                transaction.execute(_ -> authorized(attemptId, authorization).isEndedByWorker()));
    }

    /** Runs under the same lock, for the server itself and whatever state the attempt is in. */
    void runUnasked(UUID attemptId, Call<Boolean> call) {
        transaction.executeWithoutResult(_ -> {
            Experiment experiment = lockExperimentOf(attemptId);
            Attempt attempt = attempts.findById(attemptId).orElseThrow();
            call.run(experiment, attempt, clock.now());
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
        return experiment.flatMap(experiments::lock).orElseThrow(() -> AttemptRefused.notCurrent(attempt));
    }

    private Attempt authorized(UUID attemptId, String authorization) {
        Attempt attempt = attempts.findById(attemptId).orElseThrow(() -> AttemptRefused.notCurrent(attemptId));
        String scheme = "Bearer ";
        if (!authorization.regionMatches(true, 0, scheme, 0, scheme.length())
                || !attempt.hasToken(
                        new Token(authorization.substring(scheme.length()).strip()).hash())) {
            throw AttemptRefused.badToken();
        }
        return attempt;
    }
}
