package dev.isobath.server.experiments;

import dev.isobath.server.corpora.Corpora;
import dev.isobath.server.corpora.Corpus;
import dev.isobath.server.database.DatabaseClock;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.SpecReader;
import dev.isobath.spec.SpecWriter;
import dev.isobath.spec.Violation;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes specs and queues them. */
@Component
class Submissions {

    private final Experiments experiments;
    private final Corpora corpora;
    private final ExperimentSignals signals;
    private final DatabaseClock clock;
    private final TransactionTemplate transaction;

    Submissions(
            Experiments experiments,
            Corpora corpora,
            ExperimentSignals signals,
            DatabaseClock clock,
            TransactionTemplate transaction) {
        this.experiments = experiments;
        this.corpora = corpora;
        this.signals = signals;
        this.clock = clock;
        this.transaction = transaction;
    }

    /** Queues, or finds what the same key has queued before. */
    UUID submit(Submission submission, ExperimentSpec spec) {
        try {
            return transaction.execute(_ -> find(submission, spec).orElseGet(() -> queue(submission, spec)));
        } catch (DataIntegrityViolationException e) {
            // The same key at the same moment: the other call has won.
            return transaction.execute(_ -> find(submission, spec).orElseThrow(() -> e));
        }
    }

    private Optional<UUID> find(Submission submission, ExperimentSpec spec) {
        String key = submission.idempotencyKey();
        if (key == null) {
            return Optional.empty();
        }
        Optional<Experiment> before = experiments.findByKey(
                submission.project().id(), submission.user().id(), key);
        before.filter(experiment ->
                        !experiment.spec().equals(SpecWriter.write(spec).toString()))
                .ifPresent(other -> {
                    throw KeyReused.forOther(other);
                });
        return before.map(Experiment::id);
    }

    private UUID queue(Submission submission, ExperimentSpec spec) {
        Corpus corpus = corpora.find(submission.project().id(), spec.data().corpus())
                .orElseThrow(() -> SpecBody.invalid(List.of(new Violation(
                        "/data/corpus",
                        "there is no corpus '%s' in project '%s'; upload it first"
                                .formatted(
                                        spec.data().corpus(),
                                        submission.project().name())))));
        // With the tokenizer of bytes, and there is no other yet, tokens are bytes.
        List<Violation> violations = SpecReader.checkCorpus(spec, corpus.bytes());
        if (!violations.isEmpty()) {
            throw SpecBody.invalid(violations);
        }
        Experiment experiment = experiments.save(new Experiment(submission, spec, corpus.id(), clock.now()));
        signals.queued(experiment);
        return experiment.id();
    }
}
