package dev.isobath.server.experiments;

import dev.isobath.server.corpora.Corpus;
import dev.isobath.server.corpora.CorpusRepository;
import dev.isobath.server.database.DatabaseClock;
import dev.isobath.server.projects.Project;
import dev.isobath.server.tokenizers.TokenizerRepository;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.SpecReader;
import dev.isobath.spec.SpecWriter;
import dev.isobath.spec.StartFit;
import dev.isobath.spec.Tokenizer;
import dev.isobath.spec.Violation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Queues experiments for submitted specs. */
@Component
class SubmissionService {

    /**
     * How many submissions use the database at the same time. They take fewer connections than the pool has, so that a hundred at
     * once leave some to everybody else.
     */
    static final int AT_ONCE = 6;

    private final Semaphore turns = new Semaphore(AT_ONCE, true);
    private final ExperimentViewService views;
    private final ExperimentRepository experiments;
    private final CorpusRepository corpora;
    private final TokenizerRepository tokenizers;
    private final SpecFieldsRepository fields;
    private final StartPoints startPoints;
    private final MemoryCheck memory;
    private final ExperimentSignals signals;
    private final DatabaseClock clock;
    private final TransactionTemplate transaction;

    SubmissionService(
            ExperimentViewService views,
            ExperimentRepository experiments,
            CorpusRepository corpora,
            TokenizerRepository tokenizers,
            SpecFieldsRepository fields,
            StartPoints startPoints,
            MemoryCheck memory,
            ExperimentSignals signals,
            DatabaseClock clock,
            TransactionTemplate transaction) {
        this.views = views;
        this.experiments = experiments;
        this.corpora = corpora;
        this.tokenizers = tokenizers;
        this.fields = fields;
        this.startPoints = startPoints;
        this.memory = memory;
        this.signals = signals;
        this.clock = clock;
        this.transaction = transaction;
    }

    /** Returns a lookup for the tokenizers and checkpoints of a project. */
    SpecParser.ProjectLookup lookup(Project project) {
        return new SpecParser.ProjectLookup() {
            @Override
            public OptionalInt vocabulary(String tokenizer) {
                return tokenizers
                        .find(project.id(), tokenizer)
                        .map(known -> OptionalInt.of(known.vocabulary()))
                        .orElseGet(OptionalInt::empty);
            }

            @Override
            public OptionalLong lastCheckpoint(UUID experiment) {
                return startPoints.lastStep(project.id(), experiment);
            }
        };
    }

    /**
     * Returns the checkpoint that a spec starts from, or nothing when it starts from none.
     *
     * @throws dev.isobath.server.problems.BadRequestException when there is no such checkpoint, or it does not fit the spec
     */
    Optional<StartPoints.StartPoint> findStart(Project project, ExperimentSpec spec) {
        return spec.training().startFrom().map(from -> {
            StartPoints.StartPoint point = startPoints.find(project.id(), from);
            List<Violation> misfits = StartFit.violations(spec, SpecReader.read(point.spec()));
            if (!misfits.isEmpty()) {
                throw SpecParser.invalid(misfits);
            }
            return point;
        });
    }

    /**
     * Queues an experiment, or returns the one that was submitted with the same idempotency key before. Submissions beyond
     * {@value #AT_ONCE} at a time wait in turn, without a connection.
     */
    ExperimentView submit(Submission submission, ExperimentSpec spec) {
        turns.acquireUninterruptibly();
        try {
            return transaction.execute(_ -> findSubmitted(submission, spec).orElseGet(() -> queue(submission, spec)));
        } catch (DataIntegrityViolationException e) {
            // Another call with the same key has queued the experiment at the same time.
            return transaction.execute(_ -> findSubmitted(submission, spec).orElseThrow(() -> e));
        } finally {
            turns.release();
        }
    }

    private Optional<ExperimentView> findSubmitted(Submission submission, ExperimentSpec spec) {
        String key = submission.idempotencyKey();
        if (key == null) {
            return Optional.empty();
        }
        Optional<Experiment> before = experiments.findByIdempotencyKey(
                submission.project().id(), submission.user().id(), key);
        before.filter(experiment ->
                        !experiment.spec().equals(SpecWriter.write(spec).toString()))
                .ifPresent(other -> {
                    throw IdempotencyKeyReusedException.forOther(other);
                });
        return before.map(experiment -> views.get(experiment.id()));
    }

    private @Nullable UUID tokenizer(Submission submission, ExperimentSpec spec) {
        return switch (spec.data().tokenizer()) {
            case Tokenizer.Bytes _, Tokenizer.Gpt2 _ -> null;
            case Tokenizer.Named named -> namedTokenizer(submission, named);
        };
    }

    private UUID namedTokenizer(Submission submission, Tokenizer.Named named) {
        dev.isobath.server.tokenizers.Tokenizer known = tokenizers
                .find(submission.project().id(), named.text())
                .orElseThrow(() -> SpecParser.invalid(List.of(new Violation(
                        "/data/tokenizer",
                        "there is no tokenizer '%s' in project '%s'; upload it first, or use bytes or gpt2"
                                .formatted(named.text(), submission.project().name())))));
        if (known.vocabulary() != named.vocabulary()) {
            throw SpecParser.invalid(List.of(new Violation(
                    "/data/vocabulary",
                    "tokenizer '%s' has %d tokens, not %d; leave the field out"
                            .formatted(named.text(), known.vocabulary(), named.vocabulary()))));
        }
        if (known.unusable() != null) {
            throw SpecParser.invalid(List.of(new Violation(
                    "/data/tokenizer", "tokenizer '%s' is unusable: %s".formatted(named.text(), known.unusable()))));
        }
        return known.id();
    }

    /** Queues an experiment in the caller's transaction. It waits for nobody's turn, because the caller has a connection already. */
    ExperimentView queue(Submission submission, ExperimentSpec spec) {
        Corpus corpus = corpora.find(submission.project().id(), spec.data().corpus())
                .orElseThrow(() -> SpecParser.invalid(List.of(new Violation(
                        "/data/corpus",
                        "there is no corpus '%s' in project '%s'; upload it first"
                                .formatted(
                                        spec.data().corpus(),
                                        submission.project().name())))));
        // The number is exact for bytes. Other tokenizers make fewer tokens, and only the worker knows how many.
        List<Violation> violations = SpecReader.checkCorpus(spec, corpus.mostTokens());
        if (!violations.isEmpty()) {
            throw SpecParser.invalid(violations);
        }
        memory.check(spec);
        Optional<StartPoints.StartPoint> start = findStart(submission.project(), spec);
        TrainingProgress before = start.filter(_ -> spec.stepsBefore() > 0)
                .map(point ->
                        new TrainingProgress(spec.stepsBefore(), point.flops(), point.seconds(), null, null, null))
                .orElse(TrainingProgress.NONE);
        Experiment experiment = experiments.save(
                new Experiment(submission, spec, corpus.id(), tokenizer(submission, spec), before, clock.now()));
        fields.save(experiment.id(), experiment.spec());
        start.ifPresent(
                point -> spec.training().startFrom().ifPresent(from -> startPoints.keep(experiment.id(), from, point)));
        signals.queued(experiment);
        return views.queued(experiment, submission.project());
    }
}
