package dev.isobath.server.queue;

import dev.isobath.server.accounts.AuditLog;
import dev.isobath.server.accounts.User;
import dev.isobath.server.accounts.WorkerToken;
import dev.isobath.server.accounts.WorkerTokenRepository;
import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.problems.FieldError;
import dev.isobath.server.problems.NotFoundException;
import dev.isobath.spec.text.TextRule;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The tokens of worker nodes. Everybody sees which there are; administrators make and revoke them. */
@RestController
@Tag(name = "workers")
@RequestMapping("/api/worker-tokens")
class WorkerTokensController {

    private static final TextRule NAME = TextRule.name(100);

    /** A token to make for one node. */
    record NewWorkerToken(@Nullable String name) {}

    record WorkerTokenList(List<WorkerToken> tokens) {}

    /**
     * A new token.
     *
     * @param token the text that the node shows; it is shown only in this response
     */
    record CreatedWorkerToken(
            UUID id, String name, String prefix, @Nullable String node, Instant createdAt, String token) {

        static CreatedWorkerToken of(WorkerToken.Issued issued) {
            WorkerToken made = issued.token();
            return new CreatedWorkerToken(
                    made.id(),
                    made.name(),
                    made.prefix(),
                    made.node(),
                    made.createdAt(),
                    issued.secret().text());
        }
    }

    private final WorkerTokenRepository tokens;
    private final AttemptsOfToken attempts;
    private final AuditLog audit;

    WorkerTokensController(WorkerTokenRepository tokens, AttemptsOfToken attempts, AuditLog audit) {
        this.tokens = tokens;
        this.attempts = attempts;
        this.audit = audit;
    }

    @GetMapping
    WorkerTokenList listWorkerTokens() {
        return new WorkerTokenList(tokens.list());
    }

    /** Makes a token with which one node joins: the first that uses it. */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    CreatedWorkerToken createWorkerToken(@RequestBody NewWorkerToken request, @AuthenticationPrincipal User user) {
        String name = request.name() == null ? "" : TextRule.normalise(request.name());
        Optional<FieldError> wrong = FieldError.ofText("/name", name, NAME);
        if (wrong.isPresent()) {
            throw BadRequestException.invalid(List.of(wrong.get()));
        }
        WorkerToken.Issued issued = tokens.issueForOneNode(name, user);
        audit.record(user, AuditLog.Action.WORKER_TOKEN_CREATED, described(issued.token()));
        return CreatedWorkerToken.of(issued);
    }

    /** Makes a token that takes the place of another one as soon as it is used. */
    @PostMapping("/{id}/rotation")
    @ResponseStatus(HttpStatus.CREATED)
    CreatedWorkerToken rotateWorkerToken(@PathVariable UUID id, @AuthenticationPrincipal User user) {
        WorkerToken.Issued issued = tokens.rotate(id, user).orElseThrow(() -> NotFoundException.of("worker token", id));
        audit.record(user, AuditLog.Action.WORKER_TOKEN_ROTATED, described(issued.token()));
        return CreatedWorkerToken.of(issued);
    }

    /** Revokes a token at once. Its attempts end, and their experiments return to the queue without losing a try. */
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revokeWorkerToken(@PathVariable UUID id, @AuthenticationPrincipal User user) {
        List<UUID> running = attempts.running(id);
        WorkerToken token = tokens.revoke(id).orElseThrow(() -> NotFoundException.of("worker token", id));
        audit.record(user, AuditLog.Action.WORKER_TOKEN_REVOKED, described(token));
        attempts.end(
                running, "the token '%s' of its worker node was revoked by %s".formatted(token.name(), user.name()));
    }

    private static String described(WorkerToken token) {
        return token.prefix() + "… " + token.name() + (token.node() == null ? "" : " of node " + token.node());
    }
}
