package dev.isobath.server.accounts;

import dev.isobath.server.problems.NotFound;
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

    record UserList(List<Person> users) {}

    private final Accounts accounts;
    private final OneTimeLinks links;
    private final Sessions sessions;
    private final LocalSecrets localSecrets;
    private final PublicAddress address;
    private final Audit audit;

    UsersController(
            Accounts accounts,
            OneTimeLinks links,
            Sessions sessions,
            LocalSecrets localSecrets,
            PublicAddress address,
            Audit audit) {
        this.accounts = accounts;
        this.links = links;
        this.sessions = sessions;
        this.localSecrets = localSecrets;
        this.address = address;
        this.audit = audit;
    }

    @GetMapping
    UserList listUsers() {
        return new UserList(accounts.list());
    }

    /** Closes an account: its password, sessions and API tokens end at once. What the person made stays. */
    @PostMapping("/{id}/deactivate")
    @Transactional
    Person deactivateUser(@PathVariable UUID id, @AuthenticationPrincipal User administrator) {
        if (id.equals(administrator.id())) {
            throw NotPossible.ownAccount();
        }
        Person person = get(id);
        if (person.deactivatedAt() == null) {
            accounts.deactivate(id);
            sessions.endAll(id);
            // The one who is gone may have been the owner of the installation's own token.
            localSecrets.renew();
            audit.record(administrator, Audit.Action.USER_DEACTIVATED, person.email());
        }
        return get(id);
    }

    @PostMapping("/{id}/reset-link")
    @ResponseStatus(HttpStatus.CREATED)
    @Transactional
    InvitationsController.Invitation createResetLink(
            @PathVariable UUID id, @AuthenticationPrincipal User administrator) {
        Person person = get(id);
        if (person.deactivatedAt() != null) {
            throw NotPossible.deactivated(person);
        }
        OneTimeLinks.Issued issued = links.issueReset(id, administrator.id());
        audit.record(administrator, Audit.Action.RESET_LINK_CREATED, person.email());
        return InvitationsController.Invitation.of(issued, address);
    }

    private Person get(UUID id) {
        return accounts.find(id).orElseThrow(() -> NotFound.of("user", id));
    }
}
