package dev.isobath.server.accounts;

import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "people")
@RequestMapping("/api/invitations")
class InvitationsController {

    /** The email of the person an invitation is for. Without one, anybody with the link can use it. */
    record NewInvitation(@Nullable String email) {}

    /** A link to give to one person. Its token is shown only in this response. */
    record Invitation(URI url, String token, Instant expiresAt) {

        static Invitation of(OneTimeLinkRepository.Issued issued, PublicUrl publicUrl) {
            String token = issued.token().text();
            return new Invitation(publicUrl.link("/join/" + token), token, issued.expiresAt());
        }
    }

    /**
     * What a link is for. The page behind the link shows a form accordingly.
     *
     * @param purpose {@code INVITATION} creates an account, {@code PASSWORD_RESET} sets a new password for an existing account
     * @param name the name of the account whose password is set, or null
     * @param email the email of the person the link is for, or null when it is for anybody
     */
    @Schema(name = "OpenLink")
    record LinkDetails(
            OneTimeLinkRepository.Purpose purpose,
            @Nullable String name,
            @Nullable String email,
            @Nullable Instant expiresAt) {}

    /** The form behind a link. Name and email are used for an invitation only. */
    @Schema(name = "Acceptance")
    record AcceptInvitationRequest(
            @Nullable String token,
            @Nullable String name,
            @Nullable String email,
            @Nullable String password) {}

    private final UserRepository users;
    private final OneTimeLinkRepository links;
    private final AuthenticationService authentication;
    private final SessionService sessions;
    private final PublicUrl publicUrl;
    private final AuditLog audit;

    InvitationsController(
            UserRepository users,
            OneTimeLinkRepository links,
            AuthenticationService authentication,
            SessionService sessions,
            PublicUrl publicUrl,
            AuditLog audit) {
        this.users = users;
        this.links = links;
        this.authentication = authentication;
        this.sessions = sessions;
        this.publicUrl = publicUrl;
        this.audit = audit;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Invitation createInvitation(
            @RequestBody(required = false) @Nullable NewInvitation request,
            @AuthenticationPrincipal User administrator) {
        String email =
                request == null || request.email() == null || request.email().isBlank() ? null : request.email();
        if (email != null) {
            FormValidator validator = new FormValidator();
            email = validator.email(email);
            validator.throwIfInvalid();
        }
        OneTimeLinkRepository.Issued issued = links.issueInvitation(email, administrator.id());
        audit.record(administrator, AuditLog.Action.INVITED, email == null ? "anybody with the link" : email);
        return Invitation.of(issued, publicUrl);
    }

    @GetMapping("/{token}")
    LinkDetails openInvitation(@PathVariable String token) {
        OneTimeLinkRepository.Link link = links.find(new SecretToken(token))
                .filter(found -> found.purpose() != OneTimeLinkRepository.Purpose.SETUP)
                .orElseThrow(SignInRefusedException::linkNotValid);
        Optional<User> owner = Optional.ofNullable(link.user()).flatMap(users::findActive);
        return new LinkDetails(
                link.purpose(),
                owner.map(User::name).orElse(null),
                owner.map(User::email).orElse(link.email()),
                link.expiresAt());
    }

    @PostMapping(path = "/accept", consumes = MediaType.APPLICATION_JSON_VALUE)
    SessionView acceptInvitation(
            @RequestBody AcceptInvitationRequest validator, HttpServletRequest request, HttpServletResponse response) {
        User user = authentication.acceptInvitation(validator);
        sessions.start(user.id(), request, response);
        return SessionView.of(user);
    }
}
