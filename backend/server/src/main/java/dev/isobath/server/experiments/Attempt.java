package dev.isobath.server.experiments;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One execution of an experiment on a worker node. Its number is the fencing token: only the attempt with the highest number
 * may write.
 */
@Entity
@Table(name = "attempt")
public class Attempt {

    @Id
    private UUID id;

    private UUID experimentId;
    private int number;

    @Enumerated(EnumType.STRING)
    private AttemptState state;

    private String node;
    private @Nullable String processorClass;
    private @Nullable String note;
    private byte[] tokenHash;

    /** It is changed in SQL only, when a token is replaced or revoked. */
    @Column(updatable = false)
    @SuppressWarnings("UnusedVariable") // read in SQL
    private @Nullable UUID workerTokenId;

    private Instant leaseUntil;
    private long resumedFromStep;
    private long lastStep;
    private long nextBatch;
    private boolean endedByWorker;
    private boolean confirmed;
    private @Nullable String reason;
    private Instant startedAt;
    private @Nullable Instant endedAt;

    /**
     * Where an attempt runs.
     *
     * @param processorClass what it computes with, for example {@code avx2}; null when the node did not say
     * @param workerToken the token with which its node asked for work; null where that is not known
     */
    public record Place(
            String node,
            @Nullable String processorClass,
            @Nullable UUID workerToken) {}

    @SuppressWarnings("NullAway.Init")
    protected Attempt() {}

    Attempt(
            UUID experimentId,
            int number,
            Place place,
            @Nullable String note,
            byte[] tokenHash,
            long resumedFromStep,
            Instant now,
            Duration timeToConfirm) {
        this.id = UUID.randomUUID();
        this.experimentId = experimentId;
        this.number = number;
        this.state = AttemptState.RUNNING;
        this.node = place.node();
        this.processorClass = place.processorClass();
        this.note = note;
        this.tokenHash = tokenHash;
        this.workerTokenId = place.workerToken();
        this.resumedFromStep = resumedFromStep;
        this.lastStep = resumedFromStep;
        this.nextBatch = 1;
        this.startedAt = now;
        this.leaseUntil = now.plus(timeToConfirm);
    }

    public UUID id() {
        return id;
    }

    public UUID experimentId() {
        return experimentId;
    }

    public int number() {
        return number;
    }

    public AttemptState state() {
        return state;
    }

    public boolean isRunning() {
        return state == AttemptState.RUNNING;
    }

    public String node() {
        return node;
    }

    /** Returns what the attempt computes with, for example {@code avx2}, or null when its node did not say. */
    @Nullable
    String processorClass() {
        return processorClass;
    }

    /** Returns what people have to know about its numbers, or null. */
    @Nullable
    String note() {
        return note;
    }

    public long resumedFromStep() {
        return resumedFromStep;
    }

    public long lastStep() {
        return lastStep;
    }

    /** Returns the sequence number of the next batch of reports. */
    public long nextBatch() {
        return nextBatch;
    }

    /** Returns why it has ended, or null while it runs. */
    public @Nullable String reason() {
        return reason;
    }

    Instant startedAt() {
        return startedAt;
    }

    @Nullable
    Instant endedAt() {
        return endedAt;
    }

    /** Returns whether a token with this digest is the token of the attempt. */
    public boolean hasToken(byte[] hash) {
        return MessageDigest.isEqual(tokenHash, hash);
    }

    /** Returns whether the worker reported the end of the attempt. It may report it again. */
    public boolean isEndedByWorker() {
        return endedByWorker;
    }

    public boolean isExpired(Instant now) {
        return isRunning() && leaseUntil.isBefore(now);
    }

    /** Returns whether the worker node has made a call about the attempt, so that it has the lease. */
    public boolean isConfirmed() {
        return confirmed;
    }

    /** Extends the lease, because the worker is alive. */
    public void renew(Instant now, Duration lease) {
        requireRunning();
        confirmed = true;
        leaseUntil = now.plus(lease);
    }

    /** Records the step that the worker has reached. */
    public void advance(long step) {
        requireRunning();
        lastStep = Math.max(lastStep, step);
    }

    /** Records that a batch of reports has been stored. */
    public void takeBatch() {
        requireRunning();
        nextBatch++;
    }

    void end(AttemptState how, String why, boolean byWorker, Instant now) {
        requireRunning();
        state = how;
        reason = why;
        endedByWorker = byWorker;
        endedAt = now;
    }

    private void requireRunning() {
        if (!isRunning()) {
            throw new IllegalStateException("attempt " + number + " of " + experimentId + " is " + state);
        }
    }
}
