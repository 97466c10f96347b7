package dev.isobath.server.experiments;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One entry in the history of an experiment. It is never changed. */
@Entity
@Table(name = "state_change")
class StateChange {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JoinColumn(name = "experiment_id")
    private Experiment experiment;

    private Instant changedAt;

    @Enumerated(EnumType.STRING)
    private @Nullable ExperimentState fromState;

    @Enumerated(EnumType.STRING)
    private ExperimentState toState;

    private @Nullable Integer attempt;
    private String reason;

    @SuppressWarnings("NullAway.Init")
    protected StateChange() {}

    StateChange(
            Experiment experiment,
            Instant changedAt,
            @Nullable ExperimentState fromState,
            ExperimentState toState,
            @Nullable Integer attempt,
            String reason) {
        this.experiment = experiment;
        this.changedAt = changedAt;
        this.fromState = fromState;
        this.toState = toState;
        this.attempt = attempt;
        this.reason = reason;
    }

    @Nullable
    Long id() {
        return id;
    }

    Experiment experiment() {
        return experiment;
    }

    Instant changedAt() {
        return changedAt;
    }

    @Nullable
    ExperimentState fromState() {
        return fromState;
    }

    ExperimentState toState() {
        return toState;
    }

    @Nullable
    Integer attempt() {
        return attempt;
    }

    String reason() {
        return reason;
    }
}
