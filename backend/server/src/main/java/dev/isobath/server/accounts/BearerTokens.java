package dev.isobath.server.accounts;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Signs a single request in by its {@code Authorization: Bearer} header; no session is made. */
class BearerTokens extends OncePerRequestFilter {

    static final String NODE = "NODE";
    private static final String SCHEME = "Bearer ";

    private final Accounts accounts;

    BearerTokens(Accounts accounts) {
        this.accounts = accounts;
    }

    static boolean isUsedBy(HttpServletRequest request) {
        return text(request) != null;
    }

    private static @Nullable String text(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? header.substring(SCHEME.length()).strip()
                : null;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String text = text(request);
        if (text != null) {
            authenticate(new Token(text)).ifPresent(authentication -> {
                SecurityContext context = SecurityContextHolder.createEmptyContext();
                context.setAuthentication(authentication);
                SecurityContextHolder.setContext(context);
            });
        }
        chain.doFilter(request, response);
    }

    private Optional<Authentication> authenticate(Token token) {
        if (token.text().startsWith(Accounts.WORKER_TOKEN_PREFIX)) {
            return accounts.isWorkerToken(token)
                    ? Optional.of(new UsernamePasswordAuthenticationToken(
                            "worker node", null, List.of(new SimpleGrantedAuthority(NODE))))
                    : Optional.empty();
        }
        if (!token.text().startsWith(Accounts.TOKEN_PREFIX)) {
            return Optional.empty();
        }
        Optional<User> user = accounts.findByToken(token);
        user.ifPresent(_ -> accounts.noteUse(token));
        return user.map(known -> new UsernamePasswordAuthenticationToken(
                known, null, List.of(new SimpleGrantedAuthority(known.role().name()))));
    }

    /** Runs again when an asynchronous answer is dispatched, which needs the same user. */
    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }
}
