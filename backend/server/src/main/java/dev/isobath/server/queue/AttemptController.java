package dev.isobath.server.queue;

import dev.isobath.server.curves.CurveWriter;
import dev.isobath.server.curves.TrainingProgressCalculator;
import dev.isobath.server.experiments.Attempt;
import dev.isobath.server.experiments.Experiment;
import dev.isobath.server.experiments.ExperimentSignals;
import dev.isobath.server.problems.BadRequestException;
import dev.isobath.spec.protocol.Finish;
import dev.isobath.spec.protocol.Heartbeat;
import dev.isobath.spec.protocol.HeartbeatReply;
import dev.isobath.spec.protocol.HeartbeatReply.Action;
import dev.isobath.spec.protocol.ReportBatch;
import dev.isobath.spec.protocol.ReportReply;
import dev.isobath.spec.protocol.SystemSample;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The endpoints with which a worker node reports on its attempt: heartbeats, measured steps and the end. Each call carries the
 * token of the attempt's lease.
 */
@RestController
@RequestMapping("/api/worker/attempts/{attempt}")
class AttemptController {

    private final AttemptTransactionTemplate attempts;
    private final AttemptCompletion completion;
    private final AttemptLogRepository logs;
    private final CurveWriter curves;
    private final AttemptHeartbeats heartbeats;
    private final ExperimentSignals signals;

    AttemptController(
            AttemptTransactionTemplate attempts,
            AttemptCompletion completion,
            AttemptLogRepository logs,
            CurveWriter curves,
            AttemptHeartbeats heartbeats,
            ExperimentSignals signals) {
        this.attempts = attempts;
        this.completion = completion;
        this.logs = logs;
        this.curves = curves;
        this.heartbeats = heartbeats;
        this.signals = signals;
    }

    @PostMapping("/heartbeat")
    HeartbeatReply heartbeat(
            @PathVariable("attempt") UUID id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization,
            @RequestBody Heartbeat heartbeat) {
        List<SystemSample> system = SystemSampleValidator.validated(heartbeat.system(), "/system");
        return new HeartbeatReply(heartbeats.beat(id, authorization, heartbeat, system));
    }

    @PostMapping("/reports")
    ReportReply report(
            @PathVariable("attempt") UUID id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization,
            @RequestBody ReportBatch sent) {
        ReportBatch batch = ReportValidator.fillDefaults(sent);
        return attempts.execute(id, authorization, (experiment, attempt, now) -> {
            if (batch.sequence() > attempt.nextBatch()) {
                throw BadRequestException.invalid(
                        "/sequence", "batch %d is missing before this one".formatted(attempt.nextBatch()));
            }
            if (batch.sequence() == attempt.nextBatch()) {
                ReportValidator.checkSteps(batch.steps(), experiment.progress().step(), experiment.steps());
                store(experiment, attempt, batch, now);
                experiment.progress(TrainingProgressCalculator.advance(experiment.progress(), batch.steps()), now);
                signals.changed(experiment);
            }
            return new ReportReply(attempt.nextBatch(), action(experiment));
        });
    }

    private void store(Experiment experiment, Attempt attempt, ReportBatch batch, Instant now) {
        if (!batch.steps().isEmpty()) {
            curves.append(experiment.id(), batch.steps());
            attempt.advance(batch.steps().getLast().step());
        }
        if (batch.corpus() != null) {
            experiment.recordCorpusStatistics(batch.corpus(), now);
        }
        logs.append(experiment.id(), attempt.number(), batch.log());
        attempt.takeBatch();
    }

    private static Action action(Experiment experiment) {
        return experiment.isStopRequested() ? Action.STOP : Action.CONTINUE;
    }

    @PostMapping("/finish")
    ResponseEntity<Void> finish(
            @PathVariable("attempt") UUID id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization,
            @RequestBody Finish finish) {
        try {
            attempts.execute(id, authorization, (experiment, attempt, now) -> {
                logs.append(experiment.id(), attempt.number(), finish.log());
                completion.finishedByWorker(experiment, attempt, finish, now);
                return true;
            });
        } catch (AttemptRefusedException e) {
            // The response to an earlier finish call was lost, and the worker repeats the call.
            if (!e.isNotCurrent() || !attempts.wasEndedByWorker(id, authorization)) {
                throw e;
            }
        }
        return ResponseEntity.noContent().build();
    }
}
