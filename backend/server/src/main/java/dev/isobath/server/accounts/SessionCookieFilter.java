package dev.isobath.server.accounts;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Hides session cookies that cannot be the id of a session. Such a cookie is no session: the request goes on as one of somebody who is
 * not signed in, and the database is not asked for a text that it cannot hold.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class SessionCookieFilter extends OncePerRequestFilter {

    private static final Pattern SESSION_ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final String name;

    SessionCookieFilter(@Value("${server.servlet.session.cookie.name}") String name) {
        this.name = name;
    }

    /** The answer to a refusal of the firewall is a dispatch of its own, which begins with the request as it came. */
    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(new CheckedRequest(request, name), response);
    }

    private static boolean isSessionId(String value) {
        try {
            return SESSION_ID
                    .matcher(new String(Base64.getDecoder().decode(value), StandardCharsets.ISO_8859_1))
                    .matches();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static final class CheckedRequest extends HttpServletRequestWrapper {

        private final String name;

        CheckedRequest(HttpServletRequest request, String name) {
            super(request);
            this.name = name;
        }

        @Override
        public Cookie @Nullable [] getCookies() {
            Cookie[] cookies = super.getCookies();
            return cookies == null
                    ? null
                    : Arrays.stream(cookies)
                            .filter(cookie -> !cookie.getName().equals(name) || isSessionId(cookie.getValue()))
                            .toArray(Cookie[]::new);
        }
    }
}
