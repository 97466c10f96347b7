package dev.isobath.server.accounts;

import dev.isobath.server.accounts.AuditLog.Action;
import dev.isobath.spec.text.TextRule;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Signs users in: with a password, by the initial setup, by an invitation, or by a link that resets a forgotten password. */
@Service
class AuthenticationService {

    private final UserRepository users;
    private final OneTimeLinkRepository links;
    private final PasswordHasher passwords;
    private final SignInThrottle throttle;
    private final InitialSetup setup;
    private final SessionService sessions;
    private final ApiTokenRepository tokens;
    private final LocalSecrets localSecrets;
    private final EndedAccess ended;
    private final AuditLog audit;

    AuthenticationService(
            UserRepository users,
            OneTimeLinkRepository links,
            PasswordHasher passwords,
            SignInThrottle throttle,
            InitialSetup setup,
            SessionService sessions,
            ApiTokenRepository tokens,
            LocalSecrets localSecrets,
            EndedAccess ended,
            AuditLog audit) {
        this.users = users;
        this.links = links;
        this.passwords = passwords;
        this.throttle = throttle;
        this.setup = setup;
        this.sessions = sessions;
        this.tokens = tokens;
        this.localSecrets = localSecrets;
        this.ended = ended;
        this.audit = audit;
    }

    /**
     * Signs a user in with a password. The method has no transaction of its own, because a failed attempt must be counted
     * although the call fails, and because checking a password takes long.
     */
    User signIn(String email, String password, String address) {
        throttle.recordAttempt(email, address).ifPresent(seconds -> {
            throw TooManySignInsException.afterFailures(seconds);
        });
        Optional<UserRepository.Credentials> credentials = users.findCredentials(TextRule.normalise(email));
        Optional<User> user = passwords.verify(credentials, password);
        if (user.isEmpty()) {
            // The email that was typed is not logged, because it may be a password in the wrong field.
            audit.record(
                    null,
                    Action.SIGN_IN_REFUSED,
                    credentials.map(known -> known.user().email()).orElse("no such account"));
            throw SignInRefusedException.wrongCredentials();
        }
        throttle.recordSuccess(email, address);
        users.recordSignIn(user.get().id());
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
        User administrator = new User(users.findOrCreateAdministrator(), name, email, User.Role.ADMIN);
        users.claim(administrator.id(), name, email, passwords.hash(password));
        users.recordSignIn(administrator.id());
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
        User user = users.addMember(name, email, passwords.hash(password));
        users.recordSignIn(user.id());
        audit.record(user, Action.JOINED, email);
        return user;
    }

    private User resetPassword(OneTimeLinkRepository.Link link, InvitationsController.AcceptInvitationRequest request) {
        FormValidator validator = new FormValidator();
        String password = validator.password(request.password());
        validator.throwIfInvalid();
        User user = Optional.ofNullable(link.user())
                .flatMap(users::findActive)
                .orElseThrow(SignInRefusedException::linkNotValid);
        links.markUsed(link);
        users.changePassword(user.id(), passwords.hash(password));
        users.recordSignIn(user.id());
        // Whoever needs a new password may have lost the old one to somebody, who may have made tokens with it.
        sessions.endAll(user.id());
        tokens.revokeAll(user.id());
        localSecrets.ensureValidTokens();
        ended.of(user.id());
        audit.record(user, Action.PASSWORD_RESET, user.email());
        return user;
    }
}
