package dev.isobath.server.problems;

import dev.isobath.spec.text.TextRule;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Refuses a query that is not percent-encoded UTF-8, and a query with the character NUL, which no text of the database may have. The
 * filter reads the address only, so that it costs nothing however large the body is.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 80)
class QueryEncodingFilter extends OncePerRequestFilter {

    private final HandlerExceptionResolver resolver;

    QueryEncodingFilter(HandlerExceptionResolver handlerExceptionResolver) {
        this.resolver = handlerExceptionResolver;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String query = request.getQueryString();
        String error = query == null ? null : error(query);
        if (error != null) {
            resolver.resolveException(
                    request, response, null, BadRequestException.malformed("the query of the address " + error));
            return;
        }
        chain.doFilter(request, response);
    }

    /** Returns what is wrong with a query, or null when it is percent-encoded UTF-8 without NUL. */
    static @Nullable String error(String query) {
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(query.length());
        for (int i = 0; i < query.length(); i++) {
            char character = query.charAt(i);
            if (character != '%') {
                // The container gives each byte of the address as a character of its own.
                decoded.write(character);
                continue;
            }
            int octet = i + 2 < query.length() ? hex(query.charAt(i + 1), query.charAt(i + 2)) : -1;
            if (octet < 0) {
                return "has a '%' at character " + (i + 1)
                        + " that two hexadecimal digits do not follow; write a percent sign as %25";
            }
            if (octet == 0) {
                return "has the character NUL (%00) in the parameter '" + parameterAt(query, i)
                        + "', which no text may have; leave it out";
            }
            decoded.write(octet);
            i += 2;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(decoded.toByteArray()));
            return null;
        } catch (CharacterCodingException e) {
            return "is not UTF-8; send each character as the percent-encoded bytes of its UTF-8 form";
        }
    }

    /** Returns the name of the parameter that the character at an index belongs to, as it is written in the query. */
    private static String parameterAt(String query, int index) {
        int start = query.lastIndexOf('&', index) + 1;
        int end = start;
        while (end < query.length() && query.charAt(end) != '=' && query.charAt(end) != '&') {
            end++;
        }
        return TextRule.shortened(query.substring(start, end), 60);
    }

    private static int hex(char high, char low) {
        int first = Character.digit(high, 16);
        int second = Character.digit(low, 16);
        return first < 0 || second < 0 ? -1 : first * 16 + second;
    }
}
