package dev.isobath.server.queue;

import dev.isobath.server.checkpoints.CheckpointRepository;
import dev.isobath.server.corpora.CorpusRepository;
import dev.isobath.server.experiments.Attempt;
import dev.isobath.server.experiments.Experiment;
import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.problems.NotFoundException;
import dev.isobath.server.storage.Blob;
import dev.isobath.server.storage.BlobReferences;
import dev.isobath.server.storage.BlobStore;
import dev.isobath.server.storage.DamagedContentException;
import dev.isobath.server.tokenizers.TokenizerRepository;
import dev.isobath.spec.protocol.ProtocolHeaders;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
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
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The endpoints with which a worker node downloads the files of its attempt and uploads checkpoints. Each call carries the
 * token of the attempt's lease.
 */
@RestController
@RequestMapping("/api/worker/attempts/{attempt}")
class AttemptFileController {

    private final AttemptTransactionTemplate attempts;
    private final CheckpointRepository checkpoints;
    private final DamagedContent damaged;
    private final CorpusRepository corpora;
    private final TokenizerRepository tokenizers;
    private final BlobStore store;
    private final BlobReferences blobs;
    private final QueueProperties settings;

    AttemptFileController(
            AttemptTransactionTemplate attempts,
            CheckpointRepository checkpoints,
            DamagedContent damaged,
            CorpusRepository corpora,
            TokenizerRepository tokenizers,
            BlobStore store,
            BlobReferences blobs,
            QueueProperties settings) {
        this.attempts = attempts;
        this.checkpoints = checkpoints;
        this.damaged = damaged;
        this.corpora = corpora;
        this.tokenizers = tokenizers;
        this.store = store;
        this.blobs = blobs;
        this.settings = settings;
    }

    @PutMapping("/checkpoints/{step}")
    ResponseEntity<Void> upload(
            @PathVariable("attempt") UUID id,
            @PathVariable long step,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization,
            @RequestHeader(ProtocolHeaders.SHA256) String sha256,
            HttpServletRequest request)
            throws IOException {
        // An attempt that is not current is refused before it sends gigabytes. It is checked again afterwards.
        attempts.execute(id, authorization, (experiment, attempt, _) -> validStep(step, experiment, attempt));
        Blob blob = store.putAnnounced(request.getInputStream(), settings.checkpointLimit(), sha256);
        boolean isNew = save(id, step, authorization, blob);
        return ResponseEntity.status(isNew ? HttpStatus.CREATED : HttpStatus.OK).build();
    }

    private boolean save(UUID id, long step, String authorization, Blob blob) {
        record Saved(Experiment experiment, boolean isNew) {}
        Saved saved;
        try {
            saved = attempts.execute(
                    id,
                    authorization,
                    (experiment, attempt, now) ->
                            new Saved(experiment, checkpoints.add(experiment.id(), attempt.number(), step, blob, now)));
        } catch (AttemptRefusedException e) {
            blobs.deleteIfUnreferenced(blob.sha256());
            throw e;
        }
        blobs.deleteUnreferenced(checkpoints.deleteOld(
                saved.experiment().id(), saved.experiment().trunkSteps()));
        return saved.isNew();
    }

    /** A checkpoint of a step that was not reported would push out one that the experiment can resume from. */
    private static boolean validStep(long step, Experiment experiment, Attempt attempt) {
        if (step < 1 || step > experiment.steps()) {
            throw BadRequestException.invalid("", "step %d is not one of 1 to %d".formatted(step, experiment.steps()));
        }
        long reported = experiment.progress().step();
        if (step > reported) {
            throw BadRequestException.invalid(
                    "", "step %d was not reported; the last reported step is %d".formatted(step, reported));
        }
        if (step < attempt.resumedFromStep()) {
            throw BadRequestException.invalid(
                    "",
                    "step %d is before step %d, which the attempt resumed from"
                            .formatted(step, attempt.resumedFromStep()));
        }
        return true;
    }

    @GetMapping(path = "/corpus", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<Resource> corpus(
            @PathVariable("attempt") UUID id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization) {
        return content(id, authorization, AttemptContent.CORPUS);
    }

    /** Returns the index of the corpus's documents. A corpus with a single document has none (404). */
    @GetMapping(path = "/documents", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<Resource> documents(
            @PathVariable("attempt") UUID id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization) {
        return content(id, authorization, AttemptContent.DOCUMENTS);
    }

    /** Returns the tokenizer that the spec names. It answers 404 when the spec names none. */
    @GetMapping(path = "/tokenizer", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<Resource> tokenizer(
            @PathVariable("attempt") UUID id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization) {
        return content(id, authorization, AttemptContent.TOKENIZER);
    }

    /** Returns the checkpoint that the attempt resumes from. */
    @GetMapping(path = "/checkpoint", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<Resource> checkpoint(
            @PathVariable("attempt") UUID id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization) {
        return content(id, authorization, AttemptContent.CHECKPOINT);
    }

    /** Returns the checkpoint of another experiment that the spec starts from. It answers 404 when the spec starts from none. */
    @GetMapping(path = "/start", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<Resource> start(
            @PathVariable("attempt") UUID id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization) {
        return content(id, authorization, AttemptContent.START);
    }

    /** Returns content that is as it was stored. The attempt ends when it is not, because a repeated call would change nothing. */
    private ResponseEntity<Resource> content(UUID id, String authorization, AttemptContent content) {
        String sha256 = attempts.execute(
                id,
                authorization,
                (experiment, attempt, _) -> digest(content, experiment, attempt)
                        .orElseThrow(() -> NotFoundException.of(content.words() + " for attempt", id)));
        try {
            return ResponseEntity.ok()
                    .contentType(MediaType.APPLICATION_OCTET_STREAM)
                    .body(new FileSystemResource(store.findSound(sha256)));
        } catch (DamagedContentException e) {
            attempts.execute(id, authorization, (experiment, attempt, now) -> {
                damaged.end(experiment, attempt, content, sha256, e.damage(), now);
                return true;
            });
            throw AttemptRefusedException.notCurrent(id);
        }
    }

    private Optional<String> digest(AttemptContent content, Experiment experiment, Attempt attempt) {
        return switch (content) {
            case CORPUS -> Optional.of(corpora.get(experiment.corpusId()).sha256());
            case DOCUMENTS ->
                Optional.ofNullable(corpora.get(experiment.corpusId()).index()).map(Blob::sha256);
            case TOKENIZER ->
                Optional.ofNullable(experiment.tokenizerId())
                        .map(tokenizer -> tokenizers.get(tokenizer).file().sha256());
            case CHECKPOINT -> damaged.checkpoint(experiment, attempt);
            case START -> damaged.start(experiment);
        };
    }
}
