package dev.isobath.server.tokenizers;

import dev.isobath.server.accounts.SecretToken;
import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.storage.BlobStore;
import dev.isobath.spec.protocol.TrialLease;
import dev.isobath.spec.protocol.TrialLeaseRequest;
import dev.isobath.spec.protocol.TrialResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
 * The part of the worker protocol that is about trials of tokenizers. A worker node asks for a trial with its join token. All other calls
 * are about one trial and carry the token of its lease.
 */
@RestController
@RequestMapping("/api/worker/trials")
class TrialWorkerController {

    private static final Logger log = LoggerFactory.getLogger(TrialWorkerController.class);
    private static final int MAX_WAIT_SECONDS = 60;
    private static final int MAX_NAME_LENGTH = 100;
    private static final String SCHEME = "Bearer ";
    /** The time after which the database is read again without a signal, because a lease that expires sends none. */
    private static final Duration RECHECK = Duration.ofSeconds(1);

    private final TrialRepository trials;
    private final TrialSignal signal;
    private final BlobStore store;

    TrialWorkerController(TrialRepository trials, TrialSignal signal, BlobStore store) {
        this.trials = trials;
        this.signal = signal;
        this.store = store;
    }

    /** Leases a trial. The call waits on a virtual thread and holds no database connection meanwhile. */
    @PostMapping("/lease")
    ResponseEntity<TrialLease> lease(@RequestBody TrialLeaseRequest request) throws InterruptedException {
        String node = validated(request.node());
        trials.recordSeen(node);
        long until = System.nanoTime()
                + Duration.ofSeconds(Math.clamp(request.waitSeconds(), 0, MAX_WAIT_SECONDS))
                        .toNanos();
        while (true) {
            long generation = signal.generation();
            Optional<TrialLease> lease = trials.lease(node);
            long left = until - System.nanoTime();
            if (lease.isPresent() || left <= 0 || !signal.isRunning()) {
                return lease.map(ResponseEntity::ok)
                        .orElseGet(() -> ResponseEntity.noContent().build());
            }
            signal.await(generation, Duration.ofNanos(Math.min(left, RECHECK.toNanos())));
        }
    }

    private static String validated(@Nullable String node) {
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
        trials.renew(id, token(authorization));
        return ResponseEntity.noContent().build();
    }

    /** Returns the file to try. */
    @GetMapping(path = "/{id}/tokenizer", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<Resource> tokenizer(
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization) {
        SecretToken token = token(authorization);
        String sha256 = trials.renew(id, token);
        Optional<Path> content = store.find(sha256);
        if (content.isEmpty()) {
            log.error("The store has lost {}, the tokenizer of trial {}.", sha256, id);
            trials.complete(id, token, new TrialResult.Failed("The server's store has lost the tokenizer's file."));
            throw TrialLeaseLostException.notCurrent(id);
        }
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(new FileSystemResource(content.get()));
    }

    @PostMapping("/{id}/result")
    ResponseEntity<Void> result(
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, defaultValue = "") String authorization,
            @RequestBody TrialResult result) {
        trials.complete(id, token(authorization), TrialResultReader.normalise(result));
        return ResponseEntity.noContent().build();
    }

    private static SecretToken token(String authorization) {
        return new SecretToken(
                authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                        ? authorization.substring(SCHEME.length()).strip()
                        : "");
    }
}
