package dev.isobath.server.problems;

import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** The problem documents of requests that the container or the firewall refused. These say little of what was wrong. */
final class ContainerProblems {

    private ContainerProblems() {}

    static ProblemDetail of(HttpStatus status) {
        String detail = status.is4xxClientError()
                ? "the server cannot take this request; check its method, address and headers"
                : "the server failed; its log says why";
        return ProblemDetails.of(
                status, status.name().toLowerCase(Locale.ROOT).replace('_', '-'), status.getReasonPhrase(), detail);
    }
}
