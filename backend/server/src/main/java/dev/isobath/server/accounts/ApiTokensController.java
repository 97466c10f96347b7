package dev.isobath.server.accounts;

import dev.isobath.server.problems.NotFoundException;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "tokens")
@RequestMapping("/api/tokens")
class ApiTokensController {

    private static final int MAX_DAYS = 3650;

    /**
     * A token to create.
     *
     * @param expiresInDays the number of days until it expires, or null when it stays valid until it is revoked
     */
    record NewToken(@Nullable String name, @Nullable Integer expiresInDays) {}

    record TokenList(List<ApiTokenRepository.ApiToken> tokens) {}

    /**
     * A new token.
     *
     * @param token the text to send as {@code Authorization: Bearer}; it is shown only in this response
     */
    record CreatedToken(
            UUID id,
            String name,
            String prefix,
            Instant createdAt,
            @Nullable Instant lastUsedAt,
            @Nullable Instant expiresAt,
            String token) {}

    private final ApiTokenRepository tokens;
    private final AuditLog audit;
    private final EndedAccess ended;

    ApiTokensController(ApiTokenRepository tokens, AuditLog audit, EndedAccess ended) {
        this.tokens = tokens;
        this.audit = audit;
        this.ended = ended;
    }

    @GetMapping
    TokenList listTokens(@AuthenticationPrincipal User user) {
        return new TokenList(tokens.list(user.id()));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Transactional
    CreatedToken createToken(@RequestBody NewToken request, @AuthenticationPrincipal User user) {
        FormValidator validator = new FormValidator();
        String name = validator.name(request.name());
        Integer days = validator.days("/expiresInDays", request.expiresInDays(), MAX_DAYS);
        validator.throwIfInvalid();
        ApiTokenRepository.Issued issued = tokens.issue(user.id(), name, days);
        ApiTokenRepository.ApiToken token = issued.token();
        audit.record(user, AuditLog.Action.TOKEN_CREATED, token.prefix() + "… " + name);
        return new CreatedToken(
                token.id(),
                token.name(),
                token.prefix(),
                token.createdAt(),
                token.lastUsedAt(),
                token.expiresAt(),
                issued.secret().text());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Transactional
    void revokeToken(@PathVariable UUID id, @AuthenticationPrincipal User user) {
        ApiTokenRepository.ApiToken token =
                tokens.revoke(user.id(), id).orElseThrow(() -> NotFoundException.of("API token", id));
        audit.record(user, AuditLog.Action.TOKEN_REVOKED, token.prefix() + "… " + token.name());
        ended.of(user.id());
    }
}
