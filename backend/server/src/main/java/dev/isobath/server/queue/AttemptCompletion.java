package dev.isobath.server.queue;

import dev.isobath.server.checkpoints.CheckpointRepository;
import dev.isobath.server.compute.ComputeJobs;
import dev.isobath.server.experiments.Attempt;
import dev.isobath.server.experiments.Experiment;
import dev.isobath.server.experiments.ExperimentSignals;
import dev.isobath.server.problems.BadRequestException;
import dev.isobath.spec.protocol.Finish;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Ends attempts and decides what becomes of their experiments. */
@Component
class AttemptCompletion {

    private static final int LAST_LINES = 10;
    private static final int MAX_REASON_LENGTH = 2_000;

    private final AttemptLogRepository logs;
    private final CheckpointRepository checkpoints;
    private final DamagedContent damaged;
    private final ComputeJobs jobs;
    private final ExperimentSignals signals;
    private final QueueProperties settings;

    AttemptCompletion(
            AttemptLogRepository logs,
            CheckpointRepository checkpoints,
            DamagedContent damaged,
            ComputeJobs jobs,
            ExperimentSignals signals,
            QueueProperties settings) {
        this.logs = logs;
        this.checkpoints = checkpoints;
        this.damaged = damaged;
        this.jobs = jobs;
        this.signals = signals;
        this.settings = settings;
    }

    @SuppressWarnings("ConstantValue") // a field that a client leaves out is null, whatever its type says
    void finishedByWorker(Experiment experiment, Attempt attempt, Finish finish, Instant now) {
        if (finish.outcome() == null) {
            throw BadRequestException.invalid("/outcome", "is missing");
        }
        attempt.advance(Math.min(finish.step(), experiment.steps()));
        String reason = normaliseReason(finish.reason());
        switch (finish.outcome()) {
            case FINISHED -> {
                if (experiment.progress().step() == experiment.steps()) {
                    experiment.finish(attempt, reason, now);
                } else {
                    String missing = "its node says finished, but only %d of %d steps were reported"
                            .formatted(experiment.progress().step(), experiment.steps());
                    loseAttempt(experiment, attempt, missing, true, now);
                }
            }
            case FAILED -> experiment.fail(attempt, reason, now);
            case STOPPED -> experiment.stop(attempt, reason, now);
            case LOST -> {
                if (Boolean.TRUE.equals(finish.handedBack())) {
                    experiment.handBack(attempt, reason, isCheckpointed(experiment, attempt), now);
                } else if (!Boolean.TRUE.equals(finish.checkpointDamaged())
                        || !damaged.endIfDamaged(experiment, attempt, now)) {
                    loseAttempt(experiment, attempt, reason, true, now);
                }
            }
        }
        signals.queued(experiment);
    }

    /** Ends an attempt whose lease has expired. It costs no try when its node has never made a call about it, or is a job. */
    void expire(Experiment experiment, Attempt attempt, Instant now) {
        if (!attempt.isConfirmed()) {
            experiment.takeBack(attempt, attempt.node() + " never said that it has the lease", now);
            signals.queued(experiment);
            return;
        }
        String reason = "nothing was heard of %s for %d s"
                .formatted(attempt.node(), settings.lease().toSeconds());
        if (jobs.isOfJob(attempt.id())) {
            experiment.takeBack(attempt, reason, now);
        } else {
            loseAttempt(experiment, attempt, reason, false, now);
        }
        signals.queued(experiment);
    }

    /** Ends an attempt because of what its experiment did. It costs the experiment a try. */
    void lose(Experiment experiment, Attempt attempt, String reason, Instant now) {
        loseAttempt(experiment, attempt, reason, false, now);
        signals.queued(experiment);
    }

    private void loseAttempt(Experiment experiment, Attempt attempt, String reason, boolean byWorker, Instant now) {
        String lastLines =
                String.join("\n", logs.tail(experiment.id(), LAST_LINES, 0).lines());
        experiment.loseAttempt(
                attempt,
                reason,
                lastLines,
                isCheckpointed(experiment, attempt),
                byWorker,
                settings.lostAttemptPolicy(),
                now);
    }

    /** Returns whether an attempt has left a checkpoint beyond the one it started from. */
    private boolean isCheckpointed(Experiment experiment, Attempt attempt) {
        return checkpoints
                .findNewestSound(experiment.id(), experiment.progress().step())
                .filter(checkpoint -> checkpoint.step() > attempt.resumedFromStep())
                .isPresent();
    }

    private static String normaliseReason(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return "no reason given";
        }
        String clean = text.strip().replace('\0', '\uFFFD');
        return clean.length() <= MAX_REASON_LENGTH ? clean : clean.substring(0, MAX_REASON_LENGTH) + "…";
    }
}
