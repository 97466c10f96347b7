package dev.isobath.server.inference;

import dev.isobath.server.accounts.NodeAdmission;
import dev.isobath.server.accounts.SecretToken;
import dev.isobath.server.checkpoints.CheckpointRepository;
import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.problems.NotFoundException;
import dev.isobath.server.signals.ClientConnection;
import dev.isobath.server.signals.Look;
import dev.isobath.server.storage.BlobStore;
import dev.isobath.server.storage.DamagedContentException;
import dev.isobath.spec.inference.InferenceResult;
import dev.isobath.spec.protocol.InferenceLease;
import dev.isobath.spec.protocol.InferenceLeaseRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.file.Path;
import java.util.UUID;
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
 * The inference part of the worker protocol. A worker node asks for a request with its join token. All other calls are about one
 * request and carry the token of its lease.
 */
@RestController
@RequestMapping("/api/worker/questions")
class InferenceWorkerController {

    private static final Logger log = LoggerFactory.getLogger(InferenceWorkerController.class);
    private static final int MAX_NAME_LENGTH = 100;
    private static final String SCHEME = "Bearer ";

    private final InferenceRequestRepository requests;
    private final InferenceNodeRepository nodes;
    private final InferenceRequestSignal signal;
    private final BlobStore store;
    private final NodeAdmission admission;
    private final CheckpointRepository checkpoints;

    InferenceWorkerController(
            InferenceRequestRepository requests,
            InferenceNodeRepository nodes,
            InferenceRequestSignal signal,
            BlobStore store,
            CheckpointRepository checkpoints,
            NodeAdmission admission) {
        this.requests = requests;
        this.nodes = nodes;
        this.signal = signal;
        this.store = store;
        this.admission = admission;
        this.checkpoints = checkpoints;
    }

    /** Leases a request. */
    @PostMapping("/lease")
    ResponseEntity<InferenceLease> lease(
            @RequestBody InferenceLeaseRequest request,
            @AuthenticationPrincipal NodeAdmission.Credential credential,
            HttpServletRequest http)
            throws InterruptedException {
        String node = validated(request.node());
        admission.admit(credential, node);
        nodes.recordSeen(node);
        return signal.poll(
                        request.waitSeconds(),
                        ClientConnection.of(http),
                        InferenceLeaseRequest.class,
                        () -> admission.check(credential, node),
                        () -> requests.lease(node).map(Look::taken).orElseGet(Look::nothingForAny))
                .map(ResponseEntity::ok)
                .orElseGet(() -> ResponseEntity.noContent().build());
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
        String sha256 = requests.renew(id, token(authorization)).checkpoint();
        if (store.find(sha256).isEmpty()) {
            // It was deleted meanwhile. The user's call need not wait for a result that cannot be computed.
            requests.cancel(id);
            throw InferenceLeaseLostException.notCurrent(id);
        }
        try {
            return content(store.findSound(sha256));
        } catch (DamagedContentException e) {
            checkpoints.recordDamage(sha256, e.damage());
            throw failed(id, authorization, "the checkpoint cannot be used: " + e.damage());
        }
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
        try {
            return content(store.findSound(tokenizer));
        } catch (DamagedContentException e) {
            log.error("The tokenizer that question {} needs: {}", id, e.getMessage());
            throw failed(id, authorization, "the tokenizer's file cannot be used: " + e.damage());
        }
    }

    /** Ends a request whose content is damaged. The user's call need not wait for a result that cannot be computed. */
    private InferenceLeaseLostException failed(UUID id, String authorization, String why) {
        requests.complete(id, token(authorization), new InferenceResult.Failed(why));
        return InferenceLeaseLostException.notCurrent(id);
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
