package dev.isobath.server.accounts;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.util.Optional;
import java.util.UUID;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.stereotype.Component;

/**
 * Manages the sessions of users who signed in with a cookie. A session holds only the id of the user. The account is read at each
 * request, so that a deactivated account has no access from then on.
 */
@Component
class SessionService {

    private static final String USER = "isobath.user";

    private final FindByIndexNameSessionRepository<? extends Session> sessions;
    private final CsrfTokenRepository csrfTokens;

    SessionService(FindByIndexNameSessionRepository<? extends Session> sessions, CsrfTokenRepository csrfTokens) {
        this.sessions = sessions;
        this.csrfTokens = csrfTokens;
    }

    /**
     * Starts a new session. The session that the request came with is ended, because an attacker may have prepared it (session
     * fixation).
     */
    void start(UUID user, HttpServletRequest request, HttpServletResponse response) {
        end(request);
        HttpSession session = request.getSession(true);
        session.setAttribute(USER, user.toString());
        session.setAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, user.toString());
        csrfTokens.saveToken(csrfTokens.generateToken(request), request, response);
    }

    void end(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
    }

    /** Ends all sessions of a user. */
    void endAll(UUID user) {
        sessions.findByPrincipalName(user.toString()).keySet().forEach(sessions::deleteById);
    }

    static Optional<UUID> user(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        return session != null && session.getAttribute(USER) instanceof String id
                ? Optional.of(UUID.fromString(id))
                : Optional.empty();
    }
}
