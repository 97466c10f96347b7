package dev.isobath.server.accounts;

import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "session")
class SetupController {

    /** The administrator's name, email and password, with the token of the setup link. */
    @Schema(name = "SetupRequest")
    record Request(
            @Nullable String token,
            @Nullable String name,
            @Nullable String email,
            @Nullable String password) {}

    private final AuthenticationService authentication;
    private final InitialSetup setup;
    private final SessionService sessions;

    SetupController(AuthenticationService authentication, InitialSetup setup, SessionService sessions) {
        this.authentication = authentication;
        this.setup = setup;
        this.sessions = sessions;
    }

    @PostMapping(path = "/api/setup", consumes = MediaType.APPLICATION_JSON_VALUE)
    SessionView setUp(@RequestBody Request form, HttpServletRequest request, HttpServletResponse response) {
        User administrator = authentication.setUp(form);
        setup.complete();
        sessions.start(administrator.id(), request, response);
        return SessionView.of(administrator);
    }
}
