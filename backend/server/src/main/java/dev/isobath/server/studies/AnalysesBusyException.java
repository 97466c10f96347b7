package dev.isobath.server.studies;

import dev.isobath.server.problems.ProblemException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** Thrown when an analysis has waited too long for others to end. */
final class AnalysesBusyException extends ProblemException {

    private static final int SECONDS = 10;

    AnalysesBusyException() {
        super(
                HttpStatus.SERVICE_UNAVAILABLE,
                "analyses-busy",
                "Too many analyses",
                "the server is computing other analyses; try again in %d seconds".formatted(SECONDS));
    }

    @Override
    protected HttpHeaders headers() {
        HttpHeaders headers = super.headers();
        headers.set(HttpHeaders.RETRY_AFTER, Integer.toString(SECONDS));
        return headers;
    }
}
