package dev.isobath.server.accounts;

import dev.isobath.server.problems.ProblemException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** Thrown when a sign-in comes too soon after too many failed ones, or with too many others. Its password has not been checked. */
final class TooManySignInsException extends ProblemException {

    private final long seconds;

    private TooManySignInsException(String title, String detail, long seconds) {
        super(HttpStatus.TOO_MANY_REQUESTS, "too-many-sign-ins", title, detail);
        this.seconds = seconds;
    }

    static TooManySignInsException afterFailures(long seconds) {
        return new TooManySignInsException(
                "Too many failed sign-ins",
                "too many failed sign-ins; try again in " + seconds + (seconds == 1 ? " second" : " seconds"),
                seconds);
    }

    /** Thrown when so many people sign in at once that the server cannot check all their passwords in time. */
    static TooManySignInsException atOnce() {
        return new TooManySignInsException(
                "Too many sign-ins at once", "too many people sign in at this moment; try again in a few seconds", 5);
    }

    @Override
    protected HttpHeaders headers() {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        return headers;
    }
}
