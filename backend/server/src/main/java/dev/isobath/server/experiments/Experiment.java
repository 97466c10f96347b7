package dev.isobath.server.experiments;

import dev.isobath.server.accounts.User;
import dev.isobath.server.projects.Project;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.protocol.CorpusStatistics;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
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
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.SQLRestriction;
import org.jspecify.annotations.Nullable;

/**
 * One training run with its state and progress. The state changes only in the methods named after the transitions. Each of them
 * checks the current state and records the reason of the change.
 */
@Entity
@Table(name = "experiment")
@SQLRestriction("deleted_at is null")
public class Experiment extends ExperimentDefinition {

    @Id
    private UUID id;

    /** Null until the experiment is stored. Spring Data recognises a new experiment by this. */
    @Version
    private @Nullable Long version;

    @Enumerated(EnumType.STRING)
    private ExperimentState state;

    private String stateReason;
    private long step;
    private double flopsExecuted;
    private double seconds;
    private long stepsBefore;
    private double flopsBefore;
    private double secondsBefore;
    private @Nullable Double trainLoss;
    private @Nullable Double valLoss;
    private @Nullable Double tokensPerSecond;
    private int attempts;

    @Convert(converter = CorpusStatisticsConverter.class)
    private @Nullable CorpusStatistics corpusStatistics;

    @Column(name = "losses")
    private int consecutiveLostAttempts;

    @SuppressWarnings("UnusedVariable") // read by the queue, in SQL
    private Instant notBefore;

    private boolean cancelRequested;
    private boolean pauseRequested;
    private Instant queuedAt;
    private @Nullable Instant startedAt;
    private @Nullable Instant finishedAt;
    private Instant updatedAt;
    private @Nullable Instant archivedAt;

    /** Null in every experiment that is read, because deleted ones are hidden. */
    @SuppressWarnings("UnusedVariable") // read in SQL
    private @Nullable Instant deletedAt;

    @SuppressWarnings("UnusedVariable") // read in SQL
    private @Nullable String deletedByName;

    @OneToMany(mappedBy = "experiment", cascade = CascadeType.PERSIST, fetch = FetchType.LAZY)
    @OrderBy("id")
    private List<StateChange> history = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    protected Experiment() {}

    /**
     * Makes a queued experiment.
     *
     * @param before the progress at the checkpoint that it goes on from
     */
    Experiment(
            Submission submission,
            ExperimentSpec spec,
            UUID corpusId,
            @Nullable UUID tokenizerId,
            TrainingProgress before,
            Instant now) {
        super(submission, spec, corpusId, tokenizerId, now);
        this.id = UUID.randomUUID();
        this.step = before.step();
        this.stepsBefore = before.step();
        this.flopsBefore = before.flops();
        this.secondsBefore = before.seconds();
        this.queuedAt = now;
        this.notBefore = now;
        this.updatedAt = now;
        this.state = ExperimentState.QUEUED;
        this.stateReason = "submitted by " + submission.user().name();
        history.add(new StateChange(this, now, null, state, null, stateReason));
    }

    /** Makes an experiment that another program runs. It is running from the beginning, and no worker node ever leases it. */
    Experiment(Project project, User user, String name, Instant now) {
        super(project, user, name, now);
        this.id = UUID.randomUUID();
        this.queuedAt = now;
        this.notBefore = now;
        this.startedAt = now;
        this.updatedAt = now;
        this.state = ExperimentState.RUNNING;
        this.stateReason = "run by another program, as " + user.name();
        history.add(new StateChange(this, now, null, state, null, stateReason));
    }

    // --- reports of other programs

    /** Records the state that the program says its run is in. */
    public void report(ExperimentState reported, Instant now) {
        requireExternal();
        switch (reported) {
            case QUEUED -> throw new IllegalArgumentException("an external experiment is never queued");
            case RUNNING, PAUSED, FINISHED, FAILED, CANCELLED -> {}
        }
        if (state != reported) {
            archivedAt = reported == ExperimentState.RUNNING || reported == ExperimentState.PAUSED ? null : archivedAt;
            transitionTo(reported, "as the program that runs it says", null, now);
            finishedAt = reported == ExperimentState.RUNNING ? null : finishedAt;
        }
    }

    private void requireExternal() {
        if (!isExternal()) {
            throw new IllegalStateException("experiment " + id + " is trained by worker nodes");
        }
    }

    private void requireNative(String what) {
        if (isExternal()) {
            throw ExternalExperimentException.cannot(what);
        }
    }

    // --- requests of users

    /**
     * Cancels the experiment, at once or as soon as the running attempt has stopped. Cancelling a cancelled experiment changes
     * nothing.
     */
    void cancel(String by, Instant now) {
        switch (state) {
            case QUEUED, PAUSED -> transitionTo(ExperimentState.CANCELLED, "cancelled by " + by, null, now);
            case RUNNING -> {
                if (isExternal()) {
                    // No attempt has to stop. The program that runs it cannot be told.
                    transitionTo(ExperimentState.CANCELLED, "cancelled by " + by, null, now);
                    return;
                }
                cancelRequested = true;
                setReason("cancelling, as asked by " + by, now);
            }
            case CANCELLED -> {}
            case FINISHED, FAILED -> throw WrongStateException.cannot("cancelled", state);
        }
    }

    /** Pauses the experiment, at once or as soon as the running attempt has taken a checkpoint and stopped. */
    void pause(String by, Instant now) {
        requireNative("paused");
        switch (state) {
            case QUEUED -> transitionTo(ExperimentState.PAUSED, "paused by " + by, null, now);
            case RUNNING -> {
                if (cancelRequested) {
                    throw WrongStateException.cannot("paused: it is being cancelled", state);
                }
                pauseRequested = true;
                setReason("pausing, as asked by " + by, now);
            }
            case PAUSED -> {}
            case FINISHED, FAILED, CANCELLED -> throw WrongStateException.cannot("paused", state);
        }
    }

    /** Queues a paused experiment again, or withdraws the request to pause a running one. */
    void resume(String by, Instant now) {
        requireNative("resumed");
        switch (state) {
            case PAUSED -> requeue("resumed by " + by, now);
            case RUNNING -> {
                if (!pauseRequested) {
                    throw WrongStateException.cannot("resumed", state);
                }
                pauseRequested = false;
                setReason("resumed by " + by, now);
            }
            case QUEUED, FINISHED, FAILED, CANCELLED -> throw WrongStateException.cannot("resumed", state);
        }
    }

    /** Queues a failed or cancelled experiment again. It resumes from its last checkpoint. */
    void retry(String by, Instant now) {
        requireNative("tried again");
        switch (state) {
            case FAILED, CANCELLED -> requeue("tried again by " + by, now);
            case QUEUED, RUNNING, PAUSED, FINISHED -> throw WrongStateException.cannot("tried again", state);
        }
    }

    /** Changes the texts and the priority that the change names, in any state. */
    void update(ExperimentChange change, Instant now) {
        describe(change);
        updatedAt = now;
    }

    /** Puts the experiment away, so that lists leave it out unless they are asked for it. One that waits or runs cannot be put away. */
    void archive(Instant now) {
        archivedAt = switch (state) {
            case FINISHED, FAILED, CANCELLED -> archivedAt != null ? archivedAt : now;
            case QUEUED, RUNNING, PAUSED -> throw WrongStateException.cannot("archived; cancel it first", state);
        };
        updatedAt = now;
    }

    /** Brings an archived experiment back into lists. */
    void unarchive(Instant now) {
        archivedAt = null;
        updatedAt = now;
    }

    /**
     * Hides the experiment until it is restored or removed for good. One that waits is cancelled first. One that runs is not deleted,
     * because its worker node would go on for a while. One of another program is hidden in whatever state it is, and keeps that state.
     */
    void delete(String by, Instant now) {
        if (!isExternal()) {
            endBeforeDeletion(by, now);
        }
        forgetIdempotencyKey();
        deletedAt = now;
        deletedByName = by;
        updatedAt = now;
    }

    private void endBeforeDeletion(String by, Instant now) {
        switch (state) {
            case QUEUED, PAUSED ->
                transitionTo(ExperimentState.CANCELLED, "cancelled as it was deleted by " + by, null, now);
            case RUNNING -> throw WrongStateException.cannot("deleted; cancel it first", state);
            case FINISHED, FAILED, CANCELLED -> {}
        }
    }

    // --- decisions of the queue

    /** Ends a queued experiment that no attempt can train. It costs no attempt. */
    public void failUnstarted(String reason, Instant now) {
        if (state != ExperimentState.QUEUED) {
            throw WrongStateException.cannot("failed before an attempt", state);
        }
        transitionTo(ExperimentState.FAILED, reason, null, now);
    }

    /** Keeps a queued experiment from starting before a time. It keeps its place in line. */
    public void delay(Instant until) {
        if (state != ExperimentState.QUEUED) {
            throw WrongStateException.cannot("delayed", state);
        }
        notBefore = until;
    }

    /** Pauses a queued experiment that cannot go on by itself, until a person resumes it. */
    public void hold(String reason, Instant now) {
        if (state != ExperimentState.QUEUED) {
            throw WrongStateException.cannot("held", state);
        }
        transitionTo(ExperimentState.PAUSED, "paused: " + reason, null, now);
    }

    // --- calls of worker nodes

    /**
     * Starts the next attempt, on a worker node. Everything that was measured after the checkpoint it starts from no longer
     * counts.
     *
     * @param earlier the attempts so far, the oldest first
     * @param from the progress at that checkpoint
     * @param numbersAfter the number that the attempt's own exceeds, whatever number the last attempt has
     * @param timeToConfirm the time in which the worker node has to make a call about the attempt
     */
    public Attempt start(
            Attempt.Place place,
            List<Attempt> earlier,
            byte[] tokenHash,
            TrainingProgress from,
            int numbersAfter,
            Instant now,
            Duration timeToConfirm) {
        if (state != ExperimentState.QUEUED) {
            throw WrongStateException.cannot("started", state);
        }
        attempts = Math.max(attempts, numbersAfter) + 1;
        String reason = from.step() == 0
                ? "attempt %d on %s".formatted(attempts, place.node())
                : "attempt %d on %s, from the checkpoint of step %d".formatted(attempts, place.node(), from.step());
        Optional<String> note =
                ProcessorChange.find(earlier, from.step(), place).map(ProcessorChange::text);
        progress(from, now);
        startedAt = startedAt != null ? startedAt : now;
        transitionTo(
                ExperimentState.RUNNING, note.map(text -> reason + "; " + text).orElse(reason), attempts, now);
        return new Attempt(id, attempts, place, note.orElse(null), tokenHash, from.step(), now, timeToConfirm);
    }

    /** Records the progress of the running attempt. Its FLOPs and seconds count from the first step, wherever that was trained. */
    public void progress(TrainingProgress progress, Instant now) {
        step = progress.step();
        flopsExecuted = progress.flops() - flopsBefore;
        seconds = progress.seconds() - secondsBefore;
        trainLoss = progress.trainLoss();
        valLoss = progress.valLoss();
        tokensPerSecond = progress.tokensPerSecond();
        updatedAt = now;
    }

    /** Records what the tokenizer made of the corpus. */
    public void recordCorpusStatistics(CorpusStatistics statistics, Instant now) {
        corpusStatistics = statistics;
        updatedAt = now;
    }

    /** Returns the progress since the first step of training, wherever that was trained. */
    public TrainingProgress progress() {
        return new TrainingProgress(
                step, flopsBefore + flopsExecuted, secondsBefore + seconds, trainLoss, valLoss, tokensPerSecond);
    }

    /** Returns the progress at the checkpoint of another experiment that this one goes on from. */
    public TrainingProgress progressBefore() {
        return new TrainingProgress(stepsBefore, flopsBefore, secondsBefore, null, null, null);
    }

    /** Returns the FLOPs that the experiment has executed itself. */
    double flopsExecuted() {
        return flopsExecuted;
    }

    /** Returns the seconds that the experiment has trained itself. */
    double seconds() {
        return seconds;
    }

    /**
     * Ends an attempt that has done all steps. If the experiment is being cancelled, it becomes cancelled instead of finished.
     */
    public void finish(Attempt attempt, String reason, Instant now) {
        requireRunning(attempt);
        attempt.end(AttemptState.FINISHED, reason, true, now);
        if (cancelRequested) {
            transitionTo(ExperimentState.CANCELLED, "cancelled as its last step ended", attempt.number(), now);
        } else {
            transitionTo(ExperimentState.FINISHED, reason, attempt.number(), now);
        }
    }

    /** Ends an attempt that failed because of the experiment itself, so that another attempt would fail too. */
    public void fail(Attempt attempt, String reason, Instant now) {
        requireRunning(attempt);
        attempt.end(AttemptState.FAILED, reason, true, now);
        if (cancelRequested) {
            transitionTo(ExperimentState.CANCELLED, "cancelled; it failed meanwhile: " + reason, attempt.number(), now);
        } else {
            transitionTo(ExperimentState.FAILED, reason, attempt.number(), now);
        }
    }

    /** Ends an attempt that stopped in order, because it was told to or because its node shuts down. */
    public void stop(Attempt attempt, String reason, Instant now) {
        requireRunning(attempt);
        attempt.end(AttemptState.STOPPED, reason, true, now);
        if (!stopAsRequested(attempt, reason, now)) {
            transitionTo(
                    ExperimentState.QUEUED, "handed back by " + attempt.node() + ": " + reason, attempt.number(), now);
        }
    }

    /**
     * Ends a lost attempt. The experiment is queued again, unless it was to be cancelled or paused or too many attempts in a
     * row were lost.
     *
     * @param lastLines the last lines that the attempt printed; they become part of the reason when the experiment fails
     * @param checkpointed whether the attempt left a checkpoint beyond the one it started from
     * @param byWorker true when the node reported the loss, false when the lease expired
     */
    public void loseAttempt(
            Attempt attempt,
            String reason,
            String lastLines,
            boolean checkpointed,
            boolean byWorker,
            LostAttemptPolicy policy,
            Instant now) {
        requireRunning(attempt);
        attempt.end(AttemptState.LOST, reason, byWorker, now);
        if (stopAsRequested(attempt, reason, now)) {
            return;
        }
        consecutiveLostAttempts = checkpointed ? 0 : consecutiveLostAttempts + 1;
        if (consecutiveLostAttempts > policy.maxConsecutive()) {
            transitionTo(
                    ExperimentState.FAILED,
                    "%d attempts in a row were lost without a new checkpoint; the last one: %s; its last lines:%n%s"
                            .formatted(consecutiveLostAttempts, reason, lastLines),
                    attempt.number(),
                    now);
            return;
        }
        notBefore = now.plus(policy.pauseAfter(consecutiveLostAttempts));
        transitionTo(ExperimentState.QUEUED, "queued again: " + reason, attempt.number(), now);
    }

    /**
     * Ends an attempt that neither the experiment nor its worker node has spoilt. The experiment is queued again in its old place,
     * unless it was to be cancelled or paused. It costs no try.
     */
    public void takeBack(Attempt attempt, String reason, Instant now) {
        returnToQueue(attempt, reason, false, now);
    }

    /**
     * Ends an attempt because its node was told to end, as the node says itself. It costs no try.
     *
     * @param checkpointed whether the attempt left a checkpoint beyond the one it started from
     */
    public void handBack(Attempt attempt, String reason, boolean checkpointed, Instant now) {
        consecutiveLostAttempts = checkpointed ? 0 : consecutiveLostAttempts;
        returnToQueue(attempt, reason, true, now);
    }

    private void returnToQueue(Attempt attempt, String reason, boolean byWorker, Instant now) {
        requireRunning(attempt);
        attempt.end(AttemptState.LOST, reason, byWorker, now);
        if (!stopAsRequested(attempt, reason, now)) {
            notBefore = now;
            transitionTo(ExperimentState.QUEUED, "queued again: " + reason, attempt.number(), now);
        }
    }

    private boolean stopAsRequested(Attempt attempt, String reason, Instant now) {
        if (cancelRequested) {
            transitionTo(ExperimentState.CANCELLED, "cancelled: " + reason, attempt.number(), now);
        } else if (pauseRequested) {
            transitionTo(ExperimentState.PAUSED, "paused: " + reason, attempt.number(), now);
        }
        return state != ExperimentState.RUNNING;
    }

    private void requireRunning(Attempt attempt) {
        if (state != ExperimentState.RUNNING || attempt.number() != attempts) {
            throw new IllegalStateException("attempt " + attempt.number() + " is not the running one of " + id);
        }
    }

    private void requeue(String reason, Instant now) {
        consecutiveLostAttempts = 0;
        archivedAt = null;
        queuedAt = now;
        notBefore = now;
        transitionTo(ExperimentState.QUEUED, reason, null, now);
    }

    private void transitionTo(ExperimentState next, String reason, @Nullable Integer attempt, Instant now) {
        history.add(new StateChange(this, now, state, next, attempt, reason));
        state = next;
        switch (next) {
            case RUNNING -> {}
            case QUEUED, PAUSED -> finishedAt = null;
            case FINISHED, FAILED, CANCELLED -> {
                finishedAt = now;
                tokensPerSecond = wholeSpeed();
            }
        }
        if (next != ExperimentState.RUNNING) {
            cancelRequested = false;
            pauseRequested = false;
        }
        setReason(reason, now);
    }

    /** Returns the tokens of the steps that the experiment has trained divided by the time in training, or the last value known. */
    private @Nullable Double wholeSpeed() {
        if (!isExternal() && seconds > 0 && step > stepsBefore) {
            return (double) (step - stepsBefore) * tokensPerStep() / seconds;
        }
        return tokensPerSecond;
    }

    private void setReason(String reason, Instant now) {
        stateReason = reason;
        updatedAt = now;
    }

    // --- accessors

    public UUID id() {
        return id;
    }

    public ExperimentState state() {
        return state;
    }

    public String stateReason() {
        return stateReason;
    }

    /** Returns whether the running attempt has to stop. */
    public boolean isStopRequested() {
        return cancelRequested || pauseRequested;
    }

    boolean isCancelRequested() {
        return cancelRequested;
    }

    /** Returns since when the experiment is put away, or null. */
    @Nullable
    Instant archivedAt() {
        return archivedAt;
    }

    /** Returns what the tokenizer made of the corpus, or null before a worker node has tokenised it. */
    @Nullable
    CorpusStatistics corpusStatistics() {
        return corpusStatistics;
    }

    int attempts() {
        return attempts;
    }

    /** Returns how many attempts in a row were lost without a new checkpoint. */
    public int consecutiveLostAttempts() {
        return consecutiveLostAttempts;
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
