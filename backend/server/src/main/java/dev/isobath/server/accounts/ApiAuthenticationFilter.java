package dev.isobath.server.accounts;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Authenticates requests to the API: by the {@code Authorization: Bearer} header or, when there is none, by the session cookie.
 * A request with an invalid token is refused even when it has a valid session.
 */
class ApiAuthenticationFilter extends OncePerRequestFilter {

    static final String WORKER_NODE = "NODE";
    /** The paths with which worker nodes ask for work. They require a join token. */
    static final List<String> LEASE_PATHS =
            List.of("/api/worker/lease", "/api/worker/questions/lease", "/api/worker/trials/lease");

    /** The only path that the token of a cluster's job is good for. */
    private static final String EXPERIMENT_LEASE_PATH = LEASE_PATHS.getFirst();

    /**
     * The prefixes of the calls about one attempt, one inference request or one trial. They carry the token of its lease, which is checked
     * where the lease is looked up.
     */
    static final List<String> LEASE_TOKEN_PATHS =
            List.of("/api/worker/attempts/", "/api/worker/questions/", "/api/worker/trials/");

    /** Where Prometheus reads measurements. */
    static final String MEASUREMENTS_PATH = "/actuator/prometheus";

    /** The addresses of MLflow's REST API begin with this. Its clients may send the token as the password of Basic authentication. */
    static final String MLFLOW_PATH = "/api/2.0/mlflow";

    private static final String SCHEME = "Bearer ";
    private static final String BASIC_SCHEME = "Basic ";

    private final UserRepository users;
    private final ApiTokenRepository tokens;
    private final WorkerTokenRepository workerTokens;
    private final SecurityProblemHandler problems;

    ApiAuthenticationFilter(
            UserRepository users,
            ApiTokenRepository tokens,
            WorkerTokenRepository workerTokens,
            SecurityProblemHandler problems) {
        this.users = users;
        this.tokens = tokens;
        this.workerTokens = workerTokens;
        this.problems = problems;
    }

    /**
     * Returns whether a request has a bearer token. A browser never adds one by itself, so such a request needs no CSRF token.
     */
    static boolean hasBearerToken(HttpServletRequest request) {
        return bearer(request) != null;
    }

    private static @Nullable SecretToken bearer(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null) {
            return null;
        }
        if (header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return new SecretToken(header.substring(SCHEME.length()).strip());
        }
        return request.getRequestURI().startsWith(MLFLOW_PATH)
                        && header.regionMatches(true, 0, BASIC_SCHEME, 0, BASIC_SCHEME.length())
                ? new SecretToken(
                        password(header.substring(BASIC_SCHEME.length()).strip()))
                : null;
    }

    /** Returns the password of a Basic header (RFC 7617), whatever the name before it; empty where there is none. */
    private static String password(String credentials) {
        try {
            String text = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            return text.substring(text.indexOf(':') + 1).strip();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getRequestURI();
        return !(path.startsWith("/api/") || path.equals(MEASUREMENTS_PATH))
                || (!LEASE_PATHS.contains(path) && LEASE_TOKEN_PATHS.stream().anyMatch(path::startsWith));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        SecretToken token = bearer(request);
        if (token == null) {
            SessionService.user(request)
                    .flatMap(users::findActive)
                    .ifPresent(user -> authenticateAs(authentication(user)));
        } else if (LEASE_PATHS.contains(request.getRequestURI())) {
            Optional<NodeAdmission.Credential> known = workerTokens
                    .find(token)
                    .filter(credential -> credential.experiment() == null
                            || request.getRequestURI().equals(EXPERIMENT_LEASE_PATH));
            if (known.isEmpty()) {
                reject(
                        request,
                        response,
                        "no worker node may join with this token; make one on the Workers page, or see the file "
                                + "'worker-token' in the server's folder, or ISOBATH_WORKER_TOKEN");
                return;
            }
            authenticateAs(new UsernamePasswordAuthenticationToken(
                    known.get(), null, List.of(new SimpleGrantedAuthority(WORKER_NODE))));
        } else {
            Optional<ApiTokenRepository.Holder> holder = tokens.findHolder(token);
            if (holder.isEmpty()) {
                reject(
                        request,
                        response,
                        "this API token is not known or was revoked; make a new one under Settings, or by "
                                + "./isobath token on the server's machine");
                return;
            }
            if (holder.get().expired()) {
                reject(request, response, "this API token has expired; make a new one under Settings");
                return;
            }
            if (holder.get().unrecorded()) {
                tokens.recordUse(token);
            }
            authenticateAs(authentication(holder.get().user()));
        }
        chain.doFilter(request, response);
    }

    private static Authentication authentication(User user) {
        return new UsernamePasswordAuthenticationToken(
                user, null, List.of(new SimpleGrantedAuthority(user.role().name())));
    }

    private static void authenticateAs(Authentication authentication) {
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(authentication);
        SecurityContextHolder.setContext(context);
    }

    private void reject(HttpServletRequest request, HttpServletResponse response, String detail) throws IOException {
        problems.write(request, response, HttpStatus.UNAUTHORIZED, "unauthorized", "Token not valid", detail);
    }
}
