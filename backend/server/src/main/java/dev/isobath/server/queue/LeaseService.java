package dev.isobath.server.queue;

import dev.isobath.server.accounts.SecretToken;
import dev.isobath.server.checkpoints.Checkpoint;
import dev.isobath.server.checkpoints.CheckpointRepository;
import dev.isobath.server.checkpoints.StartPointRepository;
import dev.isobath.server.corpora.Corpus;
import dev.isobath.server.corpora.CorpusRepository;
import dev.isobath.server.curves.CurveWriter;
import dev.isobath.server.curves.TrainingProgressCalculator;
import dev.isobath.server.database.DatabaseClock;
import dev.isobath.server.experiments.Attempt;
import dev.isobath.server.experiments.AttemptRepository;
import dev.isobath.server.experiments.Experiment;
import dev.isobath.server.experiments.ExperimentRepository;
import dev.isobath.server.experiments.ExperimentSignals;
import dev.isobath.server.experiments.TrainingProgress;
import dev.isobath.server.tokenizers.Tokenizer;
import dev.isobath.server.tokenizers.TokenizerRepository;
import dev.isobath.spec.Device;
import dev.isobath.spec.protocol.Lease;
import dev.isobath.spec.protocol.ProcessorClass;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Leases experiments to worker nodes. The order is: the highest priority first, then the project with the fewest running
 * experiments, then the oldest experiment. An experiment whose tokenizer waits for its first verdict is passed over.
 */
@Component
class LeaseService {

    private static final String TOKEN_PREFIX = "isobath_attempt_";
    /**
     * After this many attempts in a row were lost from the newest checkpoint, the one before it is used, because the newest may
     * be damaged.
     */
    private static final int LOSSES_TO_DISTRUST = 2;

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
    private final ExperimentSignals signals;
    private final DatabaseClock clock;
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
            ExperimentSignals signals,
            DatabaseClock clock,
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
        this.signals = signals;
        this.clock = clock;
        this.settings = settings;
        this.json = json;
        this.transaction = transaction;
    }

    /**
     * Leases the first experiment in the order that the node can run, in one transaction. The result is empty when none waits.
     *
     * @param labels the devices that the node offers; every node is assumed to offer {@code cpu}
     * @param processorClass what the node's processor computes with, if the node says
     */
    Optional<Lease> tryLease(String node, List<String> labels, @Nullable String processorClass) {
        Optional<NewLease> leased = Optional.ofNullable(transaction.execute(
                _ -> claim(labels).map(id -> start(id, node, processorClass)).orElse(null)));
        leased.ifPresent(each -> checkpoints.release(each.superseded()));
        return leased.map(NewLease::lease);
    }

    private Optional<UUID> claim(List<String> labels) {
        List<String> devices =
                Stream.concat(Stream.of("cpu"), labels.stream()).distinct().toList();
        return database.sql("""
                        select e.id
                        from experiment e
                        left join (select project_id, count(*) as running from experiment
                                   where state = 'RUNNING' group by project_id) r on r.project_id = e.project_id
                        where e.state = 'QUEUED' and e.not_before <= clock_timestamp()
                          and not exists (select from tokenizer t where t.id = e.tokenizer_id and not t.leasable)
                          and coalesce(e.spec::jsonb -> 'training' ->> 'device', 'cpu') in (:devices)
                        order by e.priority desc, coalesce(r.running, 0), e.queued_at, e.sequence
                        limit 1
                        for update of e skip locked
                        """).param("devices", devices).query(UUID.class).optional();
    }

    private NewLease start(UUID id, String node, @Nullable String processorClass) {
        Experiment experiment = experiments.findByIdForUpdate(id).orElseThrow();
        int skipped = experiment.consecutiveLostAttempts() >= LOSSES_TO_DISTRUST ? 1 : 0;
        Optional<Checkpoint> checkpoint =
                checkpoints.findUsable(id, experiment.progress().step(), skipped);
        TrainingProgress before = experiment.progressBefore();
        long step = checkpoint.map(Checkpoint::step).orElse(before.step());
        curves.deleteAfter(id, step);
        List<String> superseded = checkpoints.deleteAfter(id, step);
        TrainingProgress from = checkpoint.isEmpty() ? before : progress.progressAt(id, step);
        SecretToken token = SecretToken.random(TOKEN_PREFIX);
        Attempt attempt = attempts.save(experiment.start(
                new Attempt.Place(node, computesWith(experiment, processorClass)),
                earlier(id, checkpoint),
                token.hash(),
                from,
                clock.now(),
                settings.lease()));
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
