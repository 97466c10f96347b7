package dev.isobath.server.queue;

import dev.isobath.server.checkpoints.Checkpoints;
import dev.isobath.server.experiments.Attempt;
import dev.isobath.server.experiments.Experiment;
import dev.isobath.server.experiments.ExperimentSignals;
import dev.isobath.server.problems.BadRequest;
import dev.isobath.spec.protocol.Finish;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What becomes of an experiment when its attempt ends, in order or not. */
@Component
class AttemptEnd {

    private static final int LAST_LINES = 10;
    private static final int LONGEST_REASON = 2_000;

    private final AttemptLogs logs;
    private final Checkpoints checkpoints;
    private final ExperimentSignals signals;
    private final QueueSettings settings;

    AttemptEnd(AttemptLogs logs, Checkpoints checkpoints, ExperimentSignals signals, QueueSettings settings) {
        this.logs = logs;
        this.checkpoints = checkpoints;
        this.signals = signals;
        this.settings = settings;
    }

    @SuppressWarnings("ConstantValue") // what a client leaves out is null whatever the type says
    void byWorker(Experiment experiment, Attempt attempt, Finish finish, Instant now) {
        if (finish.outcome() == null) {
            throw BadRequest.invalid("/outcome", "is missing");
        }
        attempt.advance(Math.min(finish.step(), experiment.steps()));
        String reason = reason(finish.reason());
        switch (finish.outcome()) {
            case FINISHED -> {
                if (experiment.progress().step() == experiment.steps()) {
                    experiment.finish(attempt, reason, now);
                } else {
                    String missing = "its node says finished, but only %d of %d steps were reported"
                            .formatted(experiment.progress().step(), experiment.steps());
                    lose(experiment, attempt, missing, true, now);
                }
            }
            case FAILED -> experiment.fail(attempt, reason, now);
            case STOPPED -> experiment.stopped(attempt, reason, now);
            case LOST -> lose(experiment, attempt, reason, true, now);
        }
        signals.queued(experiment);
    }

    /** Nobody was heard of for the length of the lease. */
    void byExpiry(Experiment experiment, Attempt attempt, Instant now) {
        String reason = "nothing was heard of %s for %d s"
                .formatted(attempt.node(), settings.lease().toSeconds());
        lose(experiment, attempt, reason, false, now);
        signals.queued(experiment);
    }

    private void lose(Experiment experiment, Attempt attempt, String reason, boolean byWorker, Instant now) {
        boolean checkpointed = checkpoints
                .findUsable(experiment.id(), experiment.progress().step(), 0)
                .filter(checkpoint -> checkpoint.step() > attempt.resumedFromStep())
                .isPresent();
        String lastLines = String.join("\n", logs.tail(experiment.id(), LAST_LINES));
        experiment.lose(attempt, reason, lastLines, checkpointed, byWorker, settings.lossPolicy(), now);
    }

    private static String reason(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return "no reason given";
        }
        String clean = text.strip().replace('\0', '\uFFFD');
        return clean.length() <= LONGEST_REASON ? clean : clean.substring(0, LONGEST_REASON) + "…";
    }
}
