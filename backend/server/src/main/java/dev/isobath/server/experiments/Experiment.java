package dev.isobath.server.experiments;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.SpecWriter;
import dev.isobath.spec.flops.Flops;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One training and its state. Every change of state goes through a method named after it, which checks the state before and
 * notes the reason.
 */
@Entity
@Table(name = "experiment")
public class Experiment {

    @Id
    private UUID id;

    /** Null until stored, by which Spring Data tells a new one. */
    @Version
    private @Nullable Long version;

    private UUID projectId;
    private String name;
    private String kind;

    @Enumerated(EnumType.STRING)
    private ExperimentState state;

    private String stateReason;
    private int priority;
    private String spec;
    private UUID corpusId;
    private @Nullable UUID tokenizerId;
    private long steps;
    private long parameters;
    private String flopsConvention;
    private long flopsPerStep;
    private double flopsPlanned;
    private long step;
    private double flopsExecuted;
    private double seconds;
    private @Nullable Double trainLoss;
    private @Nullable Double valLoss;
    private @Nullable Double tokensPerSecond;
    private int attempts;
    private int losses;

    @SuppressWarnings("UnusedVariable") // read by the queue, in SQL
    private Instant notBefore;

    private boolean cancelRequested;
    private boolean pauseRequested;
    private String[] tags;
    private String notes;

    @SuppressWarnings("UnusedVariable") // read in queries
    private @Nullable UUID createdBy;

    private @Nullable String createdByName;

    @Column(updatable = false)
    private @Nullable String idempotencyKey;

    private Instant createdAt;
    private Instant queuedAt;
    private @Nullable Instant startedAt;
    private @Nullable Instant finishedAt;
    private Instant updatedAt;

    @OneToMany(mappedBy = "experiment", cascade = CascadeType.PERSIST, fetch = FetchType.LAZY)
    @OrderBy("id")
    private List<StateChange> history = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    protected Experiment() {}

    /** Queues a new one. */
    Experiment(Submission submission, ExperimentSpec spec, UUID corpusId, @Nullable UUID tokenizerId, Instant now) {
        this.id = UUID.randomUUID();
        this.projectId = submission.project().id();
        this.name = spec.name();
        this.kind = spec.architecture().kind().text();
        this.priority = submission.priority();
        this.spec = SpecWriter.write(spec).toString();
        this.corpusId = corpusId;
        this.tokenizerId = tokenizerId;
        this.steps = spec.steps();
        this.parameters = spec.parameters();
        this.flopsConvention = Flops.CONVENTION;
        this.flopsPerStep = spec.flopsPerStep();
        this.flopsPlanned = spec.flopsPlanned();
        this.tags = submission.tags().toArray(String[]::new);
        this.notes = "";
        this.createdBy = submission.user().id();
        this.createdByName = submission.user().name();
        this.idempotencyKey = submission.idempotencyKey();
        this.createdAt = now;
        this.queuedAt = now;
        this.notBefore = now;
        this.updatedAt = now;
        this.state = ExperimentState.QUEUED;
        this.stateReason = "submitted by " + submission.user().name();
        history.add(new StateChange(this, now, null, state, null, stateReason));
    }

    // --- what people do

    /** Cancels: at once, or as soon as the running attempt has stopped. Cancelling twice changes nothing. */
    void cancel(String by, Instant now) {
        switch (state) {
            case QUEUED, PAUSED -> become(ExperimentState.CANCELLED, "cancelled by " + by, null, now);
            case RUNNING -> {
                cancelRequested = true;
                touch("cancelling, as asked by " + by, now);
            }
            case CANCELLED -> {}
            case FINISHED, FAILED -> throw WrongState.cannot("cancelled", state);
        }
    }

    /** Pauses: at once, or as soon as the running attempt has taken a checkpoint and stopped. */
    void pause(String by, Instant now) {
        switch (state) {
            case QUEUED -> become(ExperimentState.PAUSED, "paused by " + by, null, now);
            case RUNNING -> {
                if (cancelRequested) {
                    throw WrongState.cannot("paused: it is being cancelled", state);
                }
                pauseRequested = true;
                touch("pausing, as asked by " + by, now);
            }
            case PAUSED -> {}
            case FINISHED, FAILED, CANCELLED -> throw WrongState.cannot("paused", state);
        }
    }

    /** Queues again what was paused; takes back a pause that has not happened yet. */
    void resume(String by, Instant now) {
        switch (state) {
            case PAUSED -> queueAgain("resumed by " + by, now);
            case RUNNING -> {
                if (!pauseRequested) {
                    throw WrongState.cannot("resumed", state);
                }
                pauseRequested = false;
                touch("resumed by " + by, now);
            }
            case QUEUED, FINISHED, FAILED, CANCELLED -> throw WrongState.cannot("resumed", state);
        }
    }

    /** Queues again what failed or was cancelled; it goes on from its last checkpoint. */
    void retry(String by, Instant now) {
        switch (state) {
            case FAILED, CANCELLED -> queueAgain("tried again by " + by, now);
            case QUEUED, RUNNING, PAUSED, FINISHED -> throw WrongState.cannot("tried again", state);
        }
    }

    void describe(ExperimentChange change, Instant now) {
        name = change.name() != null ? change.name() : name;
        notes = change.notes() != null ? change.notes() : notes;
        priority = change.priority() != null ? change.priority() : priority;
        tags = change.tags() != null ? change.tags().toArray(String[]::new) : tags;
        updatedAt = now;
    }

    // --- what worker nodes do

    /**
     * Gives the experiment to a node: its next attempt, and with it the end of everything measured after the checkpoint the
     * attempt starts from.
     *
     * @param from the state at that checkpoint
     */
    public Attempt start(String node, byte[] tokenHash, Progress from, Instant now, Duration lease) {
        if (state != ExperimentState.QUEUED) {
            throw WrongState.cannot("started", state);
        }
        attempts++;
        String reason = from.step() == 0
                ? "attempt %d on %s".formatted(attempts, node)
                : "attempt %d on %s, from the checkpoint of step %d".formatted(attempts, node, from.step());
        progress(from, now);
        startedAt = startedAt != null ? startedAt : now;
        become(ExperimentState.RUNNING, reason, attempts, now);
        return new Attempt(id, attempts, node, tokenHash, from.step(), now, lease);
    }

    /** Notes how far the running attempt is. */
    public void progress(Progress progress, Instant now) {
        step = progress.step();
        flopsExecuted = progress.flops();
        seconds = progress.seconds();
        trainLoss = progress.trainLoss();
        valLoss = progress.valLoss();
        tokensPerSecond = progress.tokensPerSecond();
        updatedAt = now;
    }

    public Progress progress() {
        return new Progress(step, flopsExecuted, seconds, trainLoss, valLoss, tokensPerSecond);
    }

    /** The attempt has done all steps. What has been cancelled meanwhile stays cancelled. */
    public void finish(Attempt attempt, String reason, Instant now) {
        requireRunning(attempt);
        attempt.end(AttemptState.FINISHED, reason, true, now);
        if (cancelRequested) {
            become(ExperimentState.CANCELLED, "cancelled as its last step ended", attempt.number(), now);
        } else {
            become(ExperimentState.FINISHED, reason, attempt.number(), now);
        }
    }

    /** The experiment itself is at fault: no other attempt would do better. */
    public void fail(Attempt attempt, String reason, Instant now) {
        requireRunning(attempt);
        attempt.end(AttemptState.FAILED, reason, true, now);
        if (cancelRequested) {
            become(ExperimentState.CANCELLED, "cancelled; it failed meanwhile: " + reason, attempt.number(), now);
        } else {
            become(ExperimentState.FAILED, reason, attempt.number(), now);
        }
    }

    /** The attempt has stopped in order, because it was told to or because its node shuts down. */
    public void stopped(Attempt attempt, String reason, Instant now) {
        requireRunning(attempt);
        attempt.end(AttemptState.STOPPED, reason, true, now);
        if (!endAsAsked(attempt, reason, now)) {
            become(ExperimentState.QUEUED, "handed back by " + attempt.node() + ": " + reason, attempt.number(), now);
        }
    }

    /**
     * The attempt was lost: queued again, unless it was to end anyway or too many were lost in a row.
     *
     * @param lastLines what it printed last, for the reason when it is given up
     * @param checkpointed whether the attempt left a checkpoint beyond the one it started from
     * @param byWorker whether its node says so, or nobody was heard of
     */
    public void lose(
            Attempt attempt,
            String reason,
            String lastLines,
            boolean checkpointed,
            boolean byWorker,
            LossPolicy policy,
            Instant now) {
        requireRunning(attempt);
        attempt.end(AttemptState.LOST, reason, byWorker, now);
        if (endAsAsked(attempt, reason, now)) {
            return;
        }
        losses = checkpointed ? 0 : losses + 1;
        if (losses > policy.most()) {
            become(
                    ExperimentState.FAILED,
                    "%d attempts in a row were lost without a new checkpoint; the last one: %s; its last lines:%n%s"
                            .formatted(losses, reason, lastLines),
                    attempt.number(),
                    now);
            return;
        }
        notBefore = now.plus(policy.pauseAfter(losses));
        become(ExperimentState.QUEUED, "queued again: " + reason, attempt.number(), now);
    }

    private boolean endAsAsked(Attempt attempt, String reason, Instant now) {
        if (cancelRequested) {
            become(ExperimentState.CANCELLED, "cancelled: " + reason, attempt.number(), now);
        } else if (pauseRequested) {
            become(ExperimentState.PAUSED, "paused: " + reason, attempt.number(), now);
        }
        return state != ExperimentState.RUNNING;
    }

    /** Whether the running attempt is to stop. */
    public boolean isStopRequested() {
        return cancelRequested || pauseRequested;
    }

    private void requireRunning(Attempt attempt) {
        if (state != ExperimentState.RUNNING || attempt.number() != attempts) {
            throw new IllegalStateException("attempt " + attempt.number() + " is not the running one of " + id);
        }
    }

    private void queueAgain(String reason, Instant now) {
        losses = 0;
        queuedAt = now;
        notBefore = now;
        become(ExperimentState.QUEUED, reason, null, now);
    }

    private void become(ExperimentState next, String reason, @Nullable Integer attempt, Instant now) {
        history.add(new StateChange(this, now, state, next, attempt, reason));
        state = next;
        switch (next) {
            case RUNNING -> {}
            case QUEUED, PAUSED -> finishedAt = null;
            case FINISHED, FAILED, CANCELLED -> finishedAt = now;
        }
        if (next != ExperimentState.RUNNING) {
            cancelRequested = false;
            pauseRequested = false;
        }
        touch(reason, now);
    }

    private void touch(String reason, Instant now) {
        stateReason = reason;
        updatedAt = now;
    }

    // --- what is read

    public UUID id() {
        return id;
    }

    public UUID projectId() {
        return projectId;
    }

    public String name() {
        return name;
    }

    public String kind() {
        return kind;
    }

    public ExperimentState state() {
        return state;
    }

    public String stateReason() {
        return stateReason;
    }

    int priority() {
        return priority;
    }

    /** The spec in canonical JSON. */
    public String spec() {
        return spec;
    }

    public UUID corpusId() {
        return corpusId;
    }

    /** The project's tokenizer that the spec names; null where it names none. */
    public @Nullable UUID tokenizerId() {
        return tokenizerId;
    }

    public long steps() {
        return steps;
    }

    long parameters() {
        return parameters;
    }

    String flopsConvention() {
        return flopsConvention;
    }

    long flopsPerStep() {
        return flopsPerStep;
    }

    double flopsPlanned() {
        return flopsPlanned;
    }

    /** Attempts lost one after the other without a new checkpoint. */
    public int losses() {
        return losses;
    }

    int attempts() {
        return attempts;
    }

    boolean isCancelRequested() {
        return cancelRequested;
    }

    List<String> tags() {
        return List.of(tags);
    }

    String notes() {
        return notes;
    }

    @Nullable
    String createdByName() {
        return createdByName;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant queuedAt() {
        return queuedAt;
    }

    @Nullable
    Instant startedAt() {
        return startedAt;
    }

    @Nullable
    Instant finishedAt() {
        return finishedAt;
    }

    public Instant updatedAt() {
        return updatedAt;
    }
}
