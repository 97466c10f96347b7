package dev.isobath.server.queue;

import dev.isobath.server.checkpoints.Checkpoint;
import dev.isobath.server.checkpoints.Checkpoints;
import dev.isobath.server.corpora.Corpora;
import dev.isobath.server.curves.Curves;
import dev.isobath.server.experiments.Attempt;
import dev.isobath.server.experiments.Experiment;
import dev.isobath.server.experiments.ExperimentSignals;
import dev.isobath.server.problems.BadRequest;
import dev.isobath.server.problems.NotFound;
import dev.isobath.server.storage.Blob;
import dev.isobath.server.storage.BlobStore;
import dev.isobath.server.tokenizers.Tokenizers;
import dev.isobath.spec.protocol.Finish;
import dev.isobath.spec.protocol.Heartbeat;
import dev.isobath.spec.protocol.HeartbeatReply;
import dev.isobath.spec.protocol.HeartbeatReply.Action;
import dev.isobath.spec.protocol.ProtocolHeaders;
import dev.isobath.spec.protocol.ReportBatch;
import dev.isobath.spec.protocol.ReportReply;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The calls of one attempt, each with the attempt's own token. */
@RestController
@RequestMapping("/api/worker/attempts/{attempt}")
class AttemptController {

    private final AttemptCalls calls;
    private final AttemptEnd end;
    private final AttemptLogs logs;
    private final Curves curves;
    private final Checkpoints checkpoints;
    private final Corpora corpora;
    private final Tokenizers tokenizers;
    private final BlobStore store;
    private final WorkerNodes nodes;
    private final ExperimentSignals signals;
    private final QueueSettings settings;

    AttemptController(
            AttemptCalls calls,
            AttemptEnd end,
            AttemptLogs logs,
            Curves curves,
            Checkpoints checkpoints,
            Corpora corpora,
            Tokenizers tokenizers,
            BlobStore store,
            WorkerNodes nodes,
            ExperimentSignals signals,
            QueueSettings settings) {
        this.calls = calls;
        this.end = end;
        this.logs = logs;
        this.curves = curves;
        this.checkpoints = checkpoints;
        this.corpora = corpora;
        this.tokenizers = tokenizers;
        this.store = store;
        this.nodes = nodes;
        this.signals = signals;
        this.settings = settings;
    }

    @PostMapping("/heartbeat")
    HeartbeatReply heartbeat(
            @PathVariable("attempt") UUID id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization,
            @RequestBody Heartbeat heartbeat) {
        return calls.run(id, authorization, (experiment, attempt, _) -> {
            attempt.advance(Math.min(heartbeat.step(), experiment.steps()));
            nodes.seen(attempt.node());
            return new HeartbeatReply(action(experiment));
        });
    }

    @PostMapping("/reports")
    ReportReply report(
            @PathVariable("attempt") UUID id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization,
            @RequestBody ReportBatch sent) {
        ReportBatch batch = Reports.complete(sent);
        return calls.run(id, authorization, (experiment, attempt, now) -> {
            if (batch.sequence() > attempt.nextBatch()) {
                throw BadRequest.invalid(
                        "/sequence", "batch %d is missing before this one".formatted(attempt.nextBatch()));
            }
            if (batch.sequence() == attempt.nextBatch()) {
                Reports.check(batch.steps(), experiment.progress().step(), experiment.steps());
                take(experiment, attempt, batch);
                experiment.progress(Curves.advance(experiment.progress(), batch.steps()), now);
                signals.changed(experiment);
            }
            return new ReportReply(attempt.nextBatch(), action(experiment));
        });
    }

    private void take(Experiment experiment, Attempt attempt, ReportBatch batch) {
        if (!batch.steps().isEmpty()) {
            curves.append(experiment.id(), attempt.number(), batch.steps());
            attempt.advance(batch.steps().getLast().step());
        }
        logs.append(experiment.id(), attempt.number(), batch.log());
        attempt.takeBatch();
    }

    private static Action action(Experiment experiment) {
        return experiment.isStopRequested() ? Action.STOP : Action.CONTINUE;
    }

    @PutMapping("/checkpoints/{step}")
    ResponseEntity<Void> upload(
            @PathVariable("attempt") UUID id,
            @PathVariable long step,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization,
            @RequestHeader(ProtocolHeaders.SHA256) String sha256,
            HttpServletRequest request)
            throws IOException {
        // Refuses an old attempt before it has sent gigabytes; it is asked again when they are here.
        calls.run(id, authorization, (experiment, _, _) -> checked(step, experiment));
        Blob blob = store.put(request.getInputStream(), settings.checkpointLimit());
        if (!blob.sha256().equals(sha256)) {
            checkpoints.release(List.of(blob.sha256()));
            throw AttemptRefused.damaged(sha256, blob.sha256());
        }
        boolean isNew = keep(id, step, authorization, blob);
        return ResponseEntity.status(isNew ? HttpStatus.CREATED : HttpStatus.OK).build();
    }

    private boolean keep(UUID id, long step, String authorization, Blob blob) {
        record Kept(UUID experiment, boolean isNew) {}
        Kept kept;
        try {
            kept = calls.run(
                    id,
                    authorization,
                    (experiment, attempt, now) -> new Kept(
                            experiment.id(), checkpoints.add(experiment.id(), attempt.number(), step, blob, now)));
        } catch (AttemptRefused e) {
            checkpoints.release(List.of(blob.sha256()));
            throw e;
        }
        checkpoints.release(checkpoints.deleteOld(kept.experiment()));
        return kept.isNew();
    }

    private static boolean checked(long step, Experiment experiment) {
        if (step < 1 || step > experiment.steps()) {
            throw BadRequest.invalid("", "step %d is not one of 1 to %d".formatted(step, experiment.steps()));
        }
        return true;
    }

    @GetMapping(path = "/corpus", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<Resource> corpus(
            @PathVariable("attempt") UUID id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization) {
        return content(calls.run(
                id,
                authorization,
                (experiment, _, _) -> corpora.get(experiment.corpusId()).sha256()));
    }

    /** Where the documents of the corpus end, where it has several. */
    @GetMapping(path = "/documents", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<Resource> documents(
            @PathVariable("attempt") UUID id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization) {
        return content(calls.run(
                id,
                authorization,
                (experiment, _, _) -> Optional.ofNullable(
                                corpora.get(experiment.corpusId()).index())
                        .map(Blob::sha256)
                        .orElseThrow(() -> NotFound.of("index of documents for attempt", id))));
    }

    /** The tokenizer that the spec names, where it names one. */
    @GetMapping(path = "/tokenizer", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<Resource> tokenizer(
            @PathVariable("attempt") UUID id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization) {
        return content(calls.run(
                id,
                authorization,
                (experiment, _, _) -> Optional.ofNullable(experiment.tokenizerId())
                        .map(tokenizer -> tokenizers.get(tokenizer).file().sha256())
                        .orElseThrow(() -> NotFound.of("tokenizer for attempt", id))));
    }

    /** The checkpoint the attempt goes on from. */
    @GetMapping(path = "/checkpoint", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<Resource> checkpoint(
            @PathVariable("attempt") UUID id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization) {
        return content(calls.run(
                id,
                authorization,
                (experiment, attempt, _) -> checkpoints.list(experiment.id()).stream()
                        .filter(checkpoint -> checkpoint.step() == attempt.resumedFromStep())
                        .map(Checkpoint::sha256)
                        .findFirst()
                        .orElseThrow(() -> NotFound.of("checkpoint of step", attempt.resumedFromStep()))));
    }

    private ResponseEntity<Resource> content(String sha256) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(store.find(sha256)
                        .map(FileSystemResource::new)
                        .orElseThrow(() -> NotFound.of("content", sha256)));
    }

    @PostMapping("/finish")
    ResponseEntity<Void> finish(
            @PathVariable("attempt") UUID id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization,
            @RequestBody Finish finish) {
        try {
            calls.run(id, authorization, (experiment, attempt, now) -> {
                logs.append(experiment.id(), attempt.number(), finish.log());
                end.byWorker(experiment, attempt, finish, now);
                return true;
            });
        } catch (AttemptRefused e) {
            // The answer to the first call was lost, and the worker asks again.
            if (!e.isNotCurrent() || !calls.hasEndedItself(id, authorization)) {
                throw e;
            }
        }
        return ResponseEntity.noContent().build();
    }
}
