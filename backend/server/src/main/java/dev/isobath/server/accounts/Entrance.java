package dev.isobath.server.accounts;

import dev.isobath.server.accounts.Audit.Action;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The ways in: a password, the first set-up, an invitation, a link for a forgotten password. */
@Service
class Entrance {

    private final Accounts accounts;
    private final OneTimeLinks links;
    private final Passwords passwords;
    private final SignInThrottle throttle;
    private final Setup setup;
    private final Sessions sessions;
    private final Audit audit;

    Entrance(
            Accounts accounts,
            OneTimeLinks links,
            Passwords passwords,
            SignInThrottle throttle,
            Setup setup,
            Sessions sessions,
            Audit audit) {
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
        throttle.admit(email, address).ifPresent(seconds -> {
            throw new TooManySignIns(seconds);
        });
        Optional<Accounts.Credentials> credentials = accounts.findCredentials(email.strip());
        Optional<User> user = passwords.check(credentials, password);
        if (user.isEmpty()) {
            // What was typed is not kept: it may be a password in the wrong field.
            audit.record(
                    null,
                    Action.SIGN_IN_REFUSED,
                    credentials.map(known -> known.user().email()).orElse("no such account"));
            throw SignInRefused.wrongCredentials();
        }
        throttle.forgive(email, address);
        accounts.noteSignIn(user.get().id());
        audit.record(user.get(), Action.SIGNED_IN, user.get().email());
        return user.get();
    }

    @Transactional
    User setUp(SetupController.Request request) {
        if (!setup.isRequired()) {
            throw NotPossible.alreadySetUp();
        }
        OneTimeLinks.Link link = links.find(new Token(String.valueOf(request.token())))
                .filter(found -> found.purpose() == OneTimeLinks.Purpose.SETUP)
                .orElseThrow(SignInRefused::wrongSetupToken);
        Form form = new Form();
        String name = form.name(request.name());
        String email = form.email(request.email());
        String password = form.password(request.password());
        form.check();
        links.use(link);
        User administrator = new User(accounts.firstAdministrator(), name, email, User.Role.ADMIN);
        accounts.claim(administrator.id(), name, email, passwords.hash(password));
        accounts.noteSignIn(administrator.id());
        audit.record(administrator, Action.SET_UP, email);
        return administrator;
    }

    @Transactional
    User accept(InvitationsController.Acceptance request) {
        OneTimeLinks.Link link =
                links.find(new Token(String.valueOf(request.token()))).orElseThrow(SignInRefused::linkNotValid);
        return switch (link.purpose()) {
            case SETUP -> throw SignInRefused.linkNotValid();
            case INVITATION -> join(link, request);
            case PASSWORD_RESET -> resetPassword(link, request);
        };
    }

    private User join(OneTimeLinks.Link link, InvitationsController.Acceptance request) {
        Form form = new Form();
        String name = form.name(request.name());
        String email = form.email(request.email());
        String password = form.password(request.password());
        if (link.email() != null && !link.email().equalsIgnoreCase(email)) {
            form.refuse("/email", "must be the one the invitation is for: " + link.email());
        }
        form.check();
        links.use(link);
        User user = accounts.addMember(name, email, passwords.hash(password));
        accounts.noteSignIn(user.id());
        audit.record(user, Action.JOINED, email);
        return user;
    }

    private User resetPassword(OneTimeLinks.Link link, InvitationsController.Acceptance request) {
        Form form = new Form();
        String password = form.password(request.password());
        form.check();
        User user =
                Optional.ofNullable(link.user()).flatMap(accounts::findActive).orElseThrow(SignInRefused::linkNotValid);
        links.use(link);
        accounts.changePassword(user.id(), passwords.hash(password));
        accounts.noteSignIn(user.id());
        sessions.endAll(user.id());
        audit.record(user, Action.PASSWORD_RESET, user.email());
        return user;
    }
}
