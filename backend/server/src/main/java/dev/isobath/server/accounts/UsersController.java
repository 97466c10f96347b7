package dev.isobath.server.accounts;

import dev.isobath.server.problems.NotFoundException;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "people")
@RequestMapping("/api/users")
class UsersController {

    record UserList(List<UserView> users) {}

    private final UserRepository users;
    private final OneTimeLinkRepository links;
    private final SessionService sessions;
    private final LocalSecrets localSecrets;
    private final PublicUrl publicUrl;
    private final AuditLog audit;
    private final EndedAccess ended;

    UsersController(
            UserRepository users,
            OneTimeLinkRepository links,
            SessionService sessions,
            LocalSecrets localSecrets,
            PublicUrl publicUrl,
            AuditLog audit,
            EndedAccess ended) {
        this.users = users;
        this.links = links;
        this.sessions = sessions;
        this.localSecrets = localSecrets;
        this.publicUrl = publicUrl;
        this.audit = audit;
        this.ended = ended;
    }

    @GetMapping
    UserList listUsers() {
        return new UserList(users.list());
    }

    /** Deactivates an account. Its password, sessions and API tokens are deleted at once, and its event streams end. What the user has made stays. */
    @PostMapping("/{id}/deactivate")
    @Transactional
    UserView deactivateUser(@PathVariable UUID id, @AuthenticationPrincipal User administrator) {
        if (id.equals(administrator.id())) {
            throw AccountConflictException.ownAccount();
        }
        UserView user = get(id);
        if (user.deactivatedAt() == null) {
            users.deactivate(id);
            sessions.endAll(id);
            ended.of(id);
            // The installation's own API token may have belonged to this user.
            localSecrets.ensureValidTokens();
            audit.record(administrator, AuditLog.Action.USER_DEACTIVATED, user.email());
        }
        return get(id);
    }

    @PostMapping("/{id}/reset-link")
    @ResponseStatus(HttpStatus.CREATED)
    @Transactional
    InvitationsController.Invitation createResetLink(
            @PathVariable UUID id, @AuthenticationPrincipal User administrator) {
        UserView user = get(id);
        if (user.deactivatedAt() != null) {
            throw AccountConflictException.deactivated(user);
        }
        OneTimeLinkRepository.Issued issued = links.issueReset(id, administrator.id());
        audit.record(administrator, AuditLog.Action.RESET_LINK_CREATED, user.email());
        return InvitationsController.Invitation.of(issued, publicUrl);
    }

    private UserView get(UUID id) {
        return users.find(id).orElseThrow(() -> NotFoundException.of("user", id));
    }
}
