package dev.isobath.server.queue;

import dev.isobath.server.checkpoints.Checkpoint;
import dev.isobath.server.checkpoints.CheckpointRepository;
import dev.isobath.server.checkpoints.StartPointRepository;
import dev.isobath.server.corpora.CorpusRepository;
import dev.isobath.server.experiments.Experiment;
import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.problems.NotFoundException;
import dev.isobath.server.storage.Blob;
import dev.isobath.server.storage.BlobStore;
import dev.isobath.server.tokenizers.TokenizerRepository;
import dev.isobath.spec.protocol.ProtocolHeaders;
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
    private final StartPointRepository starts;
    private final CorpusRepository corpora;
    private final TokenizerRepository tokenizers;
    private final BlobStore store;
    private final QueueProperties settings;

    AttemptFileController(
            AttemptTransactionTemplate attempts,
            CheckpointRepository checkpoints,
            StartPointRepository starts,
            CorpusRepository corpora,
            TokenizerRepository tokenizers,
            BlobStore store,
            QueueProperties settings) {
        this.attempts = attempts;
        this.checkpoints = checkpoints;
        this.starts = starts;
        this.corpora = corpora;
        this.tokenizers = tokenizers;
        this.store = store;
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
        attempts.execute(id, authorization, (experiment, _, _) -> validStep(step, experiment));
        Blob blob = store.put(request.getInputStream(), settings.checkpointLimit());
        if (!blob.sha256().equals(sha256)) {
            checkpoints.release(List.of(blob.sha256()));
            throw AttemptRefusedException.damaged(sha256, blob.sha256());
        }
        boolean isNew = save(id, step, authorization, blob);
        return ResponseEntity.status(isNew ? HttpStatus.CREATED : HttpStatus.OK).build();
    }

    private boolean save(UUID id, long step, String authorization, Blob blob) {
        record Saved(UUID experiment, boolean isNew) {}
        Saved saved;
        try {
            saved = attempts.execute(
                    id,
                    authorization,
                    (experiment, attempt, now) -> new Saved(
                            experiment.id(), checkpoints.add(experiment.id(), attempt.number(), step, blob, now)));
        } catch (AttemptRefusedException e) {
            checkpoints.release(List.of(blob.sha256()));
            throw e;
        }
        checkpoints.release(checkpoints.deleteOld(saved.experiment()));
        return saved.isNew();
    }

    private static boolean validStep(long step, Experiment experiment) {
        if (step < 1 || step > experiment.steps()) {
            throw BadRequestException.invalid("", "step %d is not one of 1 to %d".formatted(step, experiment.steps()));
        }
        return true;
    }

    @GetMapping(path = "/corpus", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<Resource> corpus(
            @PathVariable("attempt") UUID id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization) {
        return content(attempts.execute(
                id,
                authorization,
                (experiment, _, _) -> corpora.get(experiment.corpusId()).sha256()));
    }

    /** Returns the index of the corpus's documents. A corpus with a single document has none (404). */
    @GetMapping(path = "/documents", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<Resource> documents(
            @PathVariable("attempt") UUID id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization) {
        return content(attempts.execute(
                id,
                authorization,
                (experiment, _, _) -> Optional.ofNullable(
                                corpora.get(experiment.corpusId()).index())
                        .map(Blob::sha256)
                        .orElseThrow(() -> NotFoundException.of("index of documents for attempt", id))));
    }

    /** Returns the tokenizer that the spec names. It answers 404 when the spec names none. */
    @GetMapping(path = "/tokenizer", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<Resource> tokenizer(
            @PathVariable("attempt") UUID id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization) {
        return content(attempts.execute(
                id,
                authorization,
                (experiment, _, _) -> Optional.ofNullable(experiment.tokenizerId())
                        .map(tokenizer -> tokenizers.get(tokenizer).file().sha256())
                        .orElseThrow(() -> NotFoundException.of("tokenizer for attempt", id))));
    }

    /** Returns the checkpoint that the attempt resumes from. */
    @GetMapping(path = "/checkpoint", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<Resource> checkpoint(
            @PathVariable("attempt") UUID id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization) {
        return content(attempts.execute(
                id,
                authorization,
                (experiment, attempt, _) -> checkpoints.list(experiment.id()).stream()
                        .filter(checkpoint -> checkpoint.step() == attempt.resumedFromStep())
                        .map(Checkpoint::sha256)
                        .findFirst()
                        .orElseThrow(() -> NotFoundException.of("checkpoint of step", attempt.resumedFromStep()))));
    }

    /** Returns the checkpoint of another experiment that the spec starts from. It answers 404 when the spec starts from none. */
    @GetMapping(path = "/start", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<Resource> start(
            @PathVariable("attempt") UUID id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization) {
        return content(attempts.execute(
                id,
                authorization,
                (experiment, _, _) -> starts.kept(experiment.id())
                        .map(StartPointRepository.Kept::sha256)
                        .orElseThrow(() -> NotFoundException.of("checkpoint to start from for attempt", id))));
    }

    private ResponseEntity<Resource> content(String sha256) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(store.find(sha256)
                        .map(FileSystemResource::new)
                        .orElseThrow(() -> NotFoundException.of("content", sha256)));
    }
}
