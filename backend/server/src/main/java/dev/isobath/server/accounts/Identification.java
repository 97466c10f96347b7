package dev.isobath.server.accounts;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
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
 * Finds out who asks: by the {@code Authorization: Bearer} header, else by the session's cookie. A token that is not valid is
 * refused, never passed over.
 */
class Identification extends OncePerRequestFilter {

    static final String NODE = "NODE";
    /** A worker node asks for something to do. */
    static final List<String> LEASES = List.of("/api/worker/lease", "/api/worker/questions/lease");
    /** Each of these calls carries its attempt's own token, checked where the attempt is looked up; with questions alike. */
    static final List<String> LEASED = List.of("/api/worker/attempts/", "/api/worker/questions/");

    private static final String SCHEME = "Bearer ";

    private final Accounts accounts;
    private final ApiTokens tokens;
    private final WorkerTokens workerTokens;
    private final Refusals refusals;

    Identification(Accounts accounts, ApiTokens tokens, WorkerTokens workerTokens, Refusals refusals) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.workerTokens = workerTokens;
        this.refusals = refusals;
    }

    /** A token in a header is nothing a browser adds by itself, so such a request needs no CSRF token. */
    static boolean isByToken(HttpServletRequest request) {
        return bearer(request) != null;
    }

    private static @Nullable Token bearer(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? new Token(header.substring(SCHEME.length()).strip())
                : null;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getRequestURI();
        return !path.startsWith("/api/")
                || (!LEASES.contains(path) && LEASED.stream().anyMatch(path::startsWith));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Token token = bearer(request);
        if (token == null) {
            Sessions.user(request).flatMap(accounts::findActive).ifPresent(user -> proceedAs(authentication(user)));
        } else if (LEASES.contains(request.getRequestURI())) {
            if (!workerTokens.isValid(token)) {
                refuse(
                        response,
                        "no worker node may join with this token; see the file 'worker-token' in the server's "
                                + "folder, or ISOBATH_WORKER_TOKEN");
                return;
            }
            proceedAs(new UsernamePasswordAuthenticationToken(
                    "worker node", null, List.of(new SimpleGrantedAuthority(NODE))));
        } else {
            Optional<ApiTokens.Holder> holder = tokens.findHolder(token);
            if (holder.isEmpty()) {
                refuse(
                        response,
                        "this API token is not known or was revoked; make a new one under Settings, or by "
                                + "./isobath token on the server's machine");
                return;
            }
            if (holder.get().expired()) {
                refuse(response, "this API token has expired; make a new one under Settings");
                return;
            }
            tokens.noteUse(token);
            proceedAs(authentication(holder.get().user()));
        }
        chain.doFilter(request, response);
    }

    private static Authentication authentication(User user) {
        return new UsernamePasswordAuthenticationToken(
                user, null, List.of(new SimpleGrantedAuthority(user.role().name())));
    }

    private static void proceedAs(Authentication authentication) {
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(authentication);
        SecurityContextHolder.setContext(context);
    }

    private void refuse(HttpServletResponse response, String detail) throws IOException {
        refusals.write(response, HttpStatus.UNAUTHORIZED, "unauthorized", "Token not valid", detail);
    }
}
