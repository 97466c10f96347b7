package dev.isobath.server.accounts;

import dev.isobath.server.problems.ProblemDetails;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers requests that are not authenticated or not allowed with problem documents, never with a redirect or a password
 * prompt.
 */
class SecurityProblemHandler implements AuthenticationEntryPoint, AccessDeniedHandler {

    private final JsonMapper json;

    SecurityProblemHandler(JsonMapper json) {
        this.json = json;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
            throws IOException {
        write(
                request,
                response,
                HttpStatus.UNAUTHORIZED,
                "unauthorized",
                "Not signed in",
                "sign in, or send an API token as 'Authorization: Bearer isobath_...'");
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException e)
            throws IOException {
        if (e instanceof CsrfException) {
            write(
                    request,
                    response,
                    HttpStatus.FORBIDDEN,
                    "csrf",
                    "Page too old",
                    "the header X-XSRF-TOKEN does not repeat the cookie XSRF-TOKEN; reload the page");
        } else {
            write(
                    request,
                    response,
                    HttpStatus.FORBIDDEN,
                    "forbidden",
                    "Not allowed",
                    "this account may not do that; an administrator may");
        }
    }

    void write(
            HttpServletRequest request,
            HttpServletResponse response,
            HttpStatus status,
            String slug,
            String title,
            String detail)
            throws IOException {
        response.setStatus(status.value());
        if (request.getRequestURI().startsWith(ApiAuthenticationFilter.MLFLOW_PATH)) {
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            String code = status == HttpStatus.UNAUTHORIZED ? "UNAUTHENTICATED" : "PERMISSION_DENIED";
            json.writeValue(response.getOutputStream(), Map.of("error_code", code, "message", detail));
            return;
        }
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        json.writeValue(response.getOutputStream(), ProblemDetails.of(status, slug, title, detail));
    }
}
