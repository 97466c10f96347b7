package dev.isobath.server.accounts;

import dev.isobath.server.problems.BadRequestException;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "session")
@RequestMapping("/api/session")
class SessionController {

    /** The form with which a user signs in. */
    record SignIn(@Nullable String email, @Nullable String password) {}

    private final AuthenticationService authentication;
    private final SessionService sessions;
    private final InitialSetup setup;
    private final AuditLog audit;
    private final EndedAccess ended;

    SessionController(
            AuthenticationService authentication,
            SessionService sessions,
            InitialSetup setup,
            AuditLog audit,
            EndedAccess ended) {
        this.authentication = authentication;
        this.sessions = sessions;
        this.setup = setup;
        this.audit = audit;
        this.ended = ended;
    }

    @GetMapping
    SessionView getSession(@AuthenticationPrincipal @Nullable User user) {
        return new SessionView(user, setup.isRequired());
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    SessionView signIn(@RequestBody SignIn form, HttpServletRequest request, HttpServletResponse response) {
        if (form.email() == null || form.password() == null) {
            throw BadRequestException.malformed("send {\"email\": ..., \"password\": ...}");
        }
        User user = authentication.signIn(form.email(), form.password(), request.getRemoteAddr());
        sessions.start(user.id(), request, response);
        return SessionView.of(user);
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void signOut(@AuthenticationPrincipal @Nullable User user, HttpServletRequest request) {
        if (user != null && SessionService.user(request).isPresent()) {
            audit.record(user, AuditLog.Action.SIGNED_OUT, user.email());
        }
        sessions.end(request);
        if (user != null) {
            ended.of(user.id());
        }
    }
}
