package dev.isobath.server.tokenizers;

import dev.isobath.server.accounts.NodeAdmission;
import dev.isobath.server.accounts.SecretToken;
import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.signals.ClientConnection;
import dev.isobath.server.signals.Look;
import dev.isobath.server.storage.BlobStore;
import dev.isobath.server.storage.DamagedContentException;
import dev.isobath.spec.protocol.TrialLease;
import dev.isobath.spec.protocol.TrialLeaseRequest;
import dev.isobath.spec.protocol.TrialResult;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
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
    private static final int MAX_NAME_LENGTH = 100;
    private static final String SCHEME = "Bearer ";

    private final TrialRepository trials;
    private final TrialSignal signal;
    private final BlobStore store;
    private final NodeAdmission admission;

    TrialWorkerController(TrialRepository trials, TrialSignal signal, BlobStore store, NodeAdmission admission) {
        this.trials = trials;
        this.signal = signal;
        this.store = store;
        this.admission = admission;
    }

    /** Leases a trial. */
    @PostMapping("/lease")
    ResponseEntity<TrialLease> lease(
            @RequestBody TrialLeaseRequest request,
            @AuthenticationPrincipal NodeAdmission.Credential credential,
            HttpServletRequest http)
            throws InterruptedException {
        String node = validated(request.node());
        admission.admit(credential, node);
        trials.recordSeen(node);
        return signal.poll(
                        request.waitSeconds(),
                        ClientConnection.of(http),
                        TrialLeaseRequest.class,
                        () -> admission.check(credential, node),
                        () -> look(node))
                .map(ResponseEntity::ok)
                .orElseGet(() -> ResponseEntity.noContent().build());
    }

    /** Leases a trial. One that this node has failed at may be another node's. */
    private Look<TrialLease> look(String node) {
        return trials.lease(node)
                .map(Look::taken)
                .orElseGet(() -> trials.areOpen() ? Look.nothingForThis() : Look.nothingForAny());
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
        try {
            return ResponseEntity.ok()
                    .contentType(MediaType.APPLICATION_OCTET_STREAM)
                    .body(new FileSystemResource(store.findSound(sha256)));
        } catch (DamagedContentException e) {
            log.error("The tokenizer of trial {}: {}", id, e.getMessage());
            trials.complete(
                    id, token, new TrialResult.Failed("The tokenizer's file cannot be used: " + e.damage() + "."));
            throw TrialLeaseLostException.notCurrent(id);
        }
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
