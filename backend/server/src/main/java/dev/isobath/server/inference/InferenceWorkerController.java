package dev.isobath.server.inference;

import dev.isobath.server.accounts.SecretToken;
import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.problems.NotFoundException;
import dev.isobath.server.storage.BlobStore;
import dev.isobath.spec.inference.InferenceResult;
import dev.isobath.spec.protocol.InferenceLease;
import dev.isobath.spec.protocol.InferenceLeaseRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The inference part of the worker protocol. A worker node asks for a request with its join token. All other calls are about one
 * request and carry the token of its lease.
 */
@RestController
@RequestMapping("/api/worker/questions")
class InferenceWorkerController {

    private static final Logger log = LoggerFactory.getLogger(InferenceWorkerController.class);
    private static final int MAX_WAIT_SECONDS = 60;
    private static final int MAX_NAME_LENGTH = 100;
    private static final String SCHEME = "Bearer ";
    /** The time after which the database is read again without a signal, because a lease that expires sends none. */
    private static final Duration RECHECK = Duration.ofSeconds(1);

    private final InferenceRequestRepository requests;
    private final InferenceNodeRepository nodes;
    private final InferenceRequestSignal signal;
    private final BlobStore store;

    InferenceWorkerController(
            InferenceRequestRepository requests,
            InferenceNodeRepository nodes,
            InferenceRequestSignal signal,
            BlobStore store) {
        this.requests = requests;
        this.nodes = nodes;
        this.signal = signal;
        this.store = store;
    }

    /** Leases a request. The call waits on a virtual thread and holds no database connection meanwhile. */
    @PostMapping("/lease")
    ResponseEntity<InferenceLease> lease(@RequestBody InferenceLeaseRequest request) throws InterruptedException {
        String node = validated(request.node());
        nodes.recordSeen(node);
        long until = System.nanoTime()
                + Duration.ofSeconds(Math.clamp(request.waitSeconds(), 0, MAX_WAIT_SECONDS))
                        .toNanos();
        while (true) {
            long generation = signal.generation();
            Optional<InferenceLease> lease = requests.lease(node);
            long left = until - System.nanoTime();
            if (lease.isPresent() || left <= 0 || !signal.isRunning()) {
                return lease.map(ResponseEntity::ok)
                        .orElseGet(() -> ResponseEntity.noContent().build());
            }
            signal.await(generation, Duration.ofNanos(Math.min(left, RECHECK.toNanos())));
        }
    }

    @SuppressWarnings("ConstantValue") // a field that a client leaves out is null, whatever its type says
    private static String validated(String node) {
        if (node == null
                || node.isBlank()
                || node.length() > MAX_NAME_LENGTH
                || node.chars().anyMatch(Character::isISOControl)) {
            throw BadRequestException.invalid(
                    "/node", "must have 1 to " + MAX_NAME_LENGTH + " characters, none of them a control character");
        }
        return node;
    }

    @PostMapping("/{id}/heartbeat")
    ResponseEntity<Void> heartbeat(
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization) {
        requests.renew(id, token(authorization));
        return ResponseEntity.noContent().build();
    }

    /** Returns the checkpoint to run the request on. */
    @GetMapping(path = "/{id}/checkpoint", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<Resource> checkpoint(
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization) {
        Optional<Path> content =
                store.find(requests.renew(id, token(authorization)).checkpoint());
        if (content.isEmpty()) {
            // The user's call need not wait for a result that cannot be computed.
            requests.cancel(id);
            throw InferenceLeaseLostException.notCurrent(id);
        }
        return content(content.get());
    }

    /**
     * Returns the tokenizer that the experiment's spec names. It answers 404 when the spec names none. A tokenizer is kept as
     * long as its experiments.
     */
    @GetMapping(path = "/{id}/tokenizer", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<Resource> tokenizer(
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization) {
        String tokenizer = requests.renew(id, token(authorization)).tokenizer();
        if (tokenizer == null) {
            throw NotFoundException.of("tokenizer for question", id);
        }
        Optional<Path> content = store.find(tokenizer);
        if (content.isEmpty()) {
            log.error("The store has lost {}, the tokenizer that question {} needs.", tokenizer, id);
            requests.complete(
                    id,
                    token(authorization),
                    new InferenceResult.Failed("the server's store has lost the tokenizer's file"));
            throw InferenceLeaseLostException.notCurrent(id);
        }
        return content(content.get());
    }

    private static ResponseEntity<Resource> content(Path file) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(new FileSystemResource(file));
    }

    @PostMapping("/{id}/answer")
    ResponseEntity<Void> answer(
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization,
            @RequestBody InferenceResult result) {
        requests.complete(id, token(authorization), result);
        return ResponseEntity.noContent().build();
    }

    private static SecretToken token(String authorization) {
        return new SecretToken(
                authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                        ? authorization.substring(SCHEME.length()).strip()
                        : "");
    }
}
