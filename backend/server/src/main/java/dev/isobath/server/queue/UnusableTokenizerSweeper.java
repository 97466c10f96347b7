package dev.isobath.server.queue;

import dev.isobath.server.database.DatabaseClock;
import dev.isobath.server.experiments.Experiment;
import dev.isobath.server.experiments.ExperimentRepository;
import dev.isobath.server.experiments.ExperimentSignals;
import dev.isobath.server.experiments.ExperimentState;
import dev.isobath.server.tokenizers.Tokenizer;
import dev.isobath.server.tokenizers.TokenizerRepository;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Ends queued experiments whose tokenizer has turned out to be unusable. It looks at the queue and not at verdicts, so that it also
 * finds experiments that are resumed, tried again or handed back after the verdict.
 */
@Component
class UnusableTokenizerSweeper {

    private final JdbcClient database;
    private final ExperimentRepository experiments;
    private final TokenizerRepository tokenizers;
    private final ExperimentSignals signals;
    private final DatabaseClock clock;
    private final TransactionTemplate transaction;

    UnusableTokenizerSweeper(
            JdbcClient database,
            ExperimentRepository experiments,
            TokenizerRepository tokenizers,
            ExperimentSignals signals,
            DatabaseClock clock,
            TransactionTemplate transaction) {
        this.database = database;
        this.experiments = experiments;
        this.tokenizers = tokenizers;
        this.signals = signals;
        this.clock = clock;
        this.transaction = transaction;
    }

    void sweep() {
        List<UUID> untrainable = database.sql("""
                        select e.id from experiment e join tokenizer t on t.id = e.tokenizer_id
                        where e.state = 'QUEUED' and t.state = 'UNUSABLE'
                        """)
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
        untrainable.forEach(id -> transaction.executeWithoutResult(_ -> fail(id)));
    }

    /** The experiment may have been cancelled, and the tokenizer tried again, while this transaction waited for the lock. */
    private void fail(UUID id) {
        Experiment experiment = experiments.findByIdForUpdate(id).orElseThrow();
        UUID tokenizerId = experiment.tokenizerId();
        if (experiment.state() != ExperimentState.QUEUED || tokenizerId == null) {
            return;
        }
        Tokenizer tokenizer = tokenizers.get(tokenizerId);
        if (tokenizer.unusable() != null) {
            experiment.failUnstarted(
                    "tokenizer '%s' is unusable: %s".formatted(tokenizer.name(), tokenizer.unusable()), clock.now());
            signals.queued(experiment);
        }
    }
}
