package dev.isobath.server.queue;

import dev.isobath.server.accounts.NodeAdmission;
import dev.isobath.server.accounts.SecretToken;
import dev.isobath.server.checkpoints.Checkpoint;
import dev.isobath.server.checkpoints.CheckpointRepository;
import dev.isobath.server.checkpoints.StartPointRepository;
import dev.isobath.server.compute.ComputeBackend;
import dev.isobath.server.corpora.Corpus;
import dev.isobath.server.corpora.CorpusRepository;
import dev.isobath.server.curves.CurveWriter;
import dev.isobath.server.curves.TrainingProgressCalculator;
import dev.isobath.server.database.DatabaseClock;
import dev.isobath.server.database.Restorations;
import dev.isobath.server.experiments.Attempt;
import dev.isobath.server.experiments.AttemptRepository;
import dev.isobath.server.experiments.Experiment;
import dev.isobath.server.experiments.ExperimentRepository;
import dev.isobath.server.experiments.ExperimentSignals;
import dev.isobath.server.experiments.TrainingProgress;
import dev.isobath.server.signals.Look;
import dev.isobath.server.storage.BlobReferences;
import dev.isobath.server.tokenizers.Tokenizer;
import dev.isobath.server.tokenizers.TokenizerRepository;
import dev.isobath.spec.Device;
import dev.isobath.spec.protocol.Lease;
import dev.isobath.spec.protocol.LeaseRequest;
import dev.isobath.spec.protocol.NodeDescription;
import dev.isobath.spec.protocol.ProcessorClass;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Leases experiments to worker nodes, in the order of the {@link QueueLine}. Where experiments run as jobs of a cluster, the order is the
 * cluster's: a job is given its own experiment, and nodes are given none.
 */
@Component
class LeaseService {

    private static final String TOKEN_PREFIX = "isobath_attempt_";

    private record NewLease(Lease lease, List<String> superseded) {}

    private final JdbcClient database;
    private final ExperimentRepository experiments;
    private final AttemptRepository attempts;
    private final CurveWriter curves;
    private final TrainingProgressCalculator progress;
    private final CheckpointRepository checkpoints;
    private final StartPointRepository starts;
    private final CorpusRepository corpora;
    private final TokenizerRepository tokenizers;
    private final QueueLine line;
    private final ComputeBackend backend;
    private final BlobReferences blobs;
    private final ExperimentSignals signals;
    private final DatabaseClock clock;
    private final Restorations restorations;
    private final QueueProperties settings;
    private final JsonMapper json;
    private final TransactionTemplate transaction;

    LeaseService(
            JdbcClient database,
            ExperimentRepository experiments,
            AttemptRepository attempts,
            CurveWriter curves,
            TrainingProgressCalculator progress,
            CheckpointRepository checkpoints,
            StartPointRepository starts,
            CorpusRepository corpora,
            TokenizerRepository tokenizers,
            QueueLine line,
            ComputeBackend backend,
            BlobReferences blobs,
            ExperimentSignals signals,
            DatabaseClock clock,
            Restorations restorations,
            QueueProperties settings,
            JsonMapper json,
            TransactionTemplate transaction) {
        this.database = database;
        this.experiments = experiments;
        this.attempts = attempts;
        this.curves = curves;
        this.progress = progress;
        this.checkpoints = checkpoints;
        this.starts = starts;
        this.corpora = corpora;
        this.tokenizers = tokenizers;
        this.line = line;
        this.backend = backend;
        this.blobs = blobs;
        this.signals = signals;
        this.clock = clock;
        this.restorations = restorations;
        this.settings = settings;
        this.json = json;
        this.transaction = transaction;
    }

    /**
     * Leases the first experiment in line that the node can run, in one transaction.
     *
     * @param request says what the node is and offers; every node is assumed to offer {@code cpu}
     * @param credential the token that the node has shown
     * @throws NotWantedException when the token is that of a job whose experiment is not to run any more
     */
    Look<Lease> tryLease(LeaseRequest request, NodeAdmission.Credential credential) {
        UUID wanted = credential.experiment();
        if (wanted == null && backend.capabilities().takesJobs()) {
            return Look.nothingForAny();
        }
        Look<NewLease> leased = Objects.requireNonNull(transaction.execute(
                _ -> wanted == null ? leaseFirst(request, credential) : lease(wanted, request, credential)));
        return switch (leased) {
            case Look.Taken<NewLease>(NewLease taken) -> {
                blobs.deleteUnreferenced(taken.superseded());
                yield Look.taken(taken.lease());
            }
            case Look.NothingForThis<NewLease> _ -> Look.nothingForThis();
            case Look.NothingForAny<NewLease> _ -> Look.nothingForAny();
        };
    }

    private Look<NewLease> leaseFirst(LeaseRequest request, NodeAdmission.Credential credential) {
        return switch (line.first(offer(request), null)) {
            case QueueLine.Given(UUID id) -> Look.taken(start(id, request, credential.token()));
            case QueueLine.NothingWaits _ -> Look.nothingForAny();
            case QueueLine.NotNow _ -> Look.nothingForThis();
        };
    }

    private Look<NewLease> lease(UUID wanted, LeaseRequest request, NodeAdmission.Credential credential) {
        return claim(wanted)
                .map(id -> Look.taken(start(id, request, credential.token())))
                .orElseGet(Look::nothingForThis);
    }

    static QueueLine.Offer offer(LeaseRequest request) {
        NodeDescription description = request.description();
        return QueueLine.Offer.of(
                request.node(), request.labels(), description.memoryBytes(), description.deviceMemoryBytes());
    }

    /** Claims the experiment that a job was submitted for. It may still pause, or an attempt at it may be about to end. */
    private Optional<UUID> claim(UUID wanted) {
        Experiment experiment =
                experiments.findByIdForUpdate(wanted).orElseThrow(() -> NotWantedException.deleted(wanted));
        return switch (experiment.state()) {
            case QUEUED ->
                database.sql("select id from experiment where id = :id and not_before <= clock_timestamp()")
                        .param("id", wanted)
                        .query((row, _) -> row.getObject("id", UUID.class))
                        .optional();
            case RUNNING -> Optional.empty();
            case PAUSED, FINISHED, FAILED, CANCELLED -> throw NotWantedException.of(experiment);
        };
    }

    private NewLease start(UUID id, LeaseRequest request, UUID workerToken) {
        Experiment experiment = experiments.findByIdForUpdate(id).orElseThrow();
        Optional<Checkpoint> checkpoint =
                checkpoints.findToResumeFrom(id, experiment.progress().step());
        TrainingProgress before = experiment.progressBefore();
        long step = checkpoint.map(Checkpoint::step).orElse(before.step());
        curves.deleteAfter(id, step);
        List<String> superseded = checkpoints.deleteAfter(id, step);
        TrainingProgress from = checkpoint.isEmpty() ? before : progress.progressAt(id, step);
        SecretToken token = SecretToken.random(TOKEN_PREFIX);
        Attempt attempt = attempts.save(experiment.start(
                new Attempt.Place(
                        request.node(),
                        computesWith(experiment, request.description().processorClass()),
                        workerToken),
                earlier(id, checkpoint),
                token.hash(),
                from,
                restorations.attemptNumbersAfter(),
                clock.now(),
                settings.confirmation()));
        signals.changed(experiment);
        return new NewLease(lease(experiment, attempt, token, checkpoint.orElse(null)), superseded);
    }

    /** Returns the attempts at what a new attempt goes on from: at the experiment, or at the one that it starts from. */
    private List<Attempt> earlier(UUID id, Optional<Checkpoint> checkpoint) {
        UUID trained = checkpoint.isEmpty() ? starts.source(id).orElse(id) : id;
        return attempts.findByExperimentIdInOrderByNumber(List.of(trained));
    }

    /** Returns the checkpoint of another experiment that an attempt without a checkpoint of its own begins with. */
    private Lease.@Nullable ResumePoint start(Experiment experiment, @Nullable Checkpoint checkpoint) {
        return checkpoint != null
                ? null
                : starts.kept(experiment.id())
                        .map(kept -> new Lease.ResumePoint(
                                experiment.progressBefore().step(),
                                new Lease.Blob(experiment.id(), kept.bytes(), kept.sha256())))
                        .orElse(null);
    }

    /** Returns the class of what computes an experiment on a node: its GPU or its processor. */
    private @Nullable String computesWith(Experiment experiment, @Nullable String processorClass) {
        String device =
                json.readTree(experiment.spec()).path("training").path("device").asString(Device.CPU.text());
        return device.equals(Device.CUDA.text()) ? ProcessorClass.CUDA.text() : processorClass;
    }

    private static Lease.Blob file(Tokenizer tokenizer) {
        return new Lease.Blob(
                tokenizer.id(), tokenizer.file().bytes(), tokenizer.file().sha256());
    }

    private Lease lease(Experiment experiment, Attempt attempt, SecretToken token, @Nullable Checkpoint checkpoint) {
        Corpus corpus = corpora.get(experiment.corpusId());
        return new Lease(
                attempt.id(),
                experiment.id(),
                attempt.number(),
                token.text(),
                json.readTree(experiment.spec()).asObject(),
                experiment.steps(),
                new Lease.Blob(corpus.id(), corpus.bytes(), corpus.sha256()),
                checkpoint == null
                        ? null
                        : new Lease.ResumePoint(
                                checkpoint.step(),
                                new Lease.Blob(checkpoint.id(), checkpoint.bytes(), checkpoint.sha256())),
                (int) Math.max(1, settings.lease().toSeconds()),
                (int) Math.max(1, settings.heartbeat().toSeconds()),
                corpus.index() == null
                        ? null
                        : new Lease.Blob(
                                corpus.id(),
                                corpus.index().bytes(),
                                corpus.index().sha256()),
                experiment.tokenizerId() == null ? null : file(tokenizers.get(experiment.tokenizerId())),
                start(experiment, checkpoint));
    }
}
