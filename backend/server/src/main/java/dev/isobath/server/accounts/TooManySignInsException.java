package dev.isobath.server.accounts;

import dev.isobath.server.problems.ProblemException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** Thrown when a sign-in comes too soon after too many failed ones. Its password has not been checked. */
final class TooManySignInsException extends ProblemException {

    private final long seconds;

    TooManySignInsException(long seconds) {
        super(
                HttpStatus.TOO_MANY_REQUESTS,
                "too-many-sign-ins",
                "Too many failed sign-ins",
                "too many failed sign-ins; try again in " + seconds + (seconds == 1 ? " second" : " seconds"));
        this.seconds = seconds;
    }

    @Override
    protected HttpHeaders headers() {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        return headers;
    }
}
