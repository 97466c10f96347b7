package dev.isobath.server.accounts;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Takes the client's address and the scheme from the headers of a trusted proxy. The same headers from anybody else change nothing, so
 * that nobody can choose the address under which sign-ins are counted and audited.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 5)
class ForwardedRequestFilter extends OncePerRequestFilter {

    private final TrustedProxies proxies;

    ForwardedRequestFilter(TrustedProxies proxies) {
        this.proxies = proxies;
    }

    /** The answer to a refusal of the firewall is a dispatch of its own, which begins with the request as it came. */
    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(
                proxies.contains(request.getRemoteAddr())
                        ? new ForwardedRequest(
                                request,
                                proxies.client(
                                        request.getRemoteAddr(),
                                        Collections.list(request.getHeaders("X-Forwarded-For"))))
                        : request,
                response);
    }

    private static final class ForwardedRequest extends HttpServletRequestWrapper {

        private final String client;
        private final boolean https;

        ForwardedRequest(HttpServletRequest request, String client) {
            super(request);
            this.client = client;
            this.https = "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"));
        }

        @Override
        public String getRemoteAddr() {
            return client;
        }

        @Override
        public String getRemoteHost() {
            return client;
        }

        @Override
        public boolean isSecure() {
            return https || super.isSecure();
        }

        @Override
        public String getScheme() {
            return https ? "https" : super.getScheme();
        }
    }
}
