package dev.isobath.server.accounts;

import dev.isobath.server.accounts.AuditLog.Action;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The ways in: a password, the first set-up, an invitation, a link for a forgotten password. */
@Service
class AuthenticationService {

    private final UserRepository accounts;
    private final OneTimeLinkRepository links;
    private final PasswordHasher passwords;
    private final SignInThrottle throttle;
    private final InitialSetup setup;
    private final SessionService sessions;
    private final AuditLog audit;

    AuthenticationService(
            UserRepository accounts,
            OneTimeLinkRepository links,
            PasswordHasher passwords,
            SignInThrottle throttle,
            InitialSetup setup,
            SessionService sessions,
            AuditLog audit) {
        this.accounts = accounts;
        this.links = links;
        this.passwords = passwords;
        this.throttle = throttle;
        this.setup = setup;
        this.sessions = sessions;
        this.audit = audit;
    }

    /** No transaction around it: the failure must be counted although the call fails, and checking a password takes long. */
    User signIn(String email, String password, String address) {
        throttle.recordAttempt(email, address).ifPresent(seconds -> {
            throw new TooManySignInsException(seconds);
        });
        Optional<UserRepository.Credentials> credentials = accounts.findCredentials(email.strip());
        Optional<User> user = passwords.verify(credentials, password);
        if (user.isEmpty()) {
            // What was typed is not kept: it may be a password in the wrong field.
            audit.record(
                    null,
                    Action.SIGN_IN_REFUSED,
                    credentials.map(known -> known.user().email()).orElse("no such account"));
            throw SignInRefusedException.wrongCredentials();
        }
        throttle.recordSuccess(email, address);
        accounts.recordSignIn(user.get().id());
        audit.record(user.get(), Action.SIGNED_IN, user.get().email());
        return user.get();
    }

    @Transactional
    User setUp(SetupController.Request request) {
        if (!setup.isRequired()) {
            throw AccountConflictException.alreadySetUp();
        }
        OneTimeLinkRepository.Link link = links.find(new SecretToken(String.valueOf(request.token())))
                .filter(found -> found.purpose() == OneTimeLinkRepository.Purpose.SETUP)
                .orElseThrow(SignInRefusedException::wrongSetupToken);
        FormValidator validator = new FormValidator();
        String name = validator.name(request.name());
        String email = validator.email(request.email());
        String password = validator.password(request.password());
        validator.throwIfInvalid();
        links.markUsed(link);
        User administrator = new User(accounts.findOrCreateAdministrator(), name, email, User.Role.ADMIN);
        accounts.claim(administrator.id(), name, email, passwords.hash(password));
        accounts.recordSignIn(administrator.id());
        audit.record(administrator, Action.SET_UP, email);
        return administrator;
    }

    @Transactional
    User acceptInvitation(InvitationsController.AcceptInvitationRequest request) {
        OneTimeLinkRepository.Link link = links.find(new SecretToken(String.valueOf(request.token())))
                .orElseThrow(SignInRefusedException::linkNotValid);
        return switch (link.purpose()) {
            case SETUP -> throw SignInRefusedException.linkNotValid();
            case INVITATION -> join(link, request);
            case PASSWORD_RESET -> resetPassword(link, request);
        };
    }

    private User join(OneTimeLinkRepository.Link link, InvitationsController.AcceptInvitationRequest request) {
        FormValidator validator = new FormValidator();
        String name = validator.name(request.name());
        String email = validator.email(request.email());
        String password = validator.password(request.password());
        if (link.email() != null && !link.email().equalsIgnoreCase(email)) {
            validator.addError("/email", "must be the one the invitation is for: " + link.email());
        }
        validator.throwIfInvalid();
        links.markUsed(link);
        User user = accounts.addMember(name, email, passwords.hash(password));
        accounts.recordSignIn(user.id());
        audit.record(user, Action.JOINED, email);
        return user;
    }

    private User resetPassword(OneTimeLinkRepository.Link link, InvitationsController.AcceptInvitationRequest request) {
        FormValidator validator = new FormValidator();
        String password = validator.password(request.password());
        validator.throwIfInvalid();
        User user = Optional.ofNullable(link.user())
                .flatMap(accounts::findActive)
                .orElseThrow(SignInRefusedException::linkNotValid);
        links.markUsed(link);
        accounts.changePassword(user.id(), passwords.hash(password));
        accounts.recordSignIn(user.id());
        sessions.endAll(user.id());
        audit.record(user, Action.PASSWORD_RESET, user.email());
        return user;
    }
}
