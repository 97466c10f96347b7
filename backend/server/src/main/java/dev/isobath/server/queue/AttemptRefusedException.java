package dev.isobath.server.queue;

import dev.isobath.server.problems.ProblemException;
import java.util.UUID;
import org.springframework.http.HttpStatus;

/** Thrown when the call of a worker about an attempt is refused. The attempt may have ended or belong to another worker. */
final class AttemptRefusedException extends ProblemException {

    private AttemptRefusedException(HttpStatus status, String slug, String title, String detail) {
        super(status, slug, title, detail);
    }

    static AttemptRefusedException badToken() {
        return new AttemptRefusedException(
                HttpStatus.UNAUTHORIZED, "unauthorized", "Not allowed", "this is not the token of this attempt");
    }

    static AttemptRefusedException notCurrent(UUID attempt) {
        return new AttemptRefusedException(
                HttpStatus.CONFLICT,
                "attempt-not-current",
                "Attempt not current",
                "attempt " + attempt
                        + " has ended or another one has taken over; stop it and drop what it has to report");
    }

    boolean isNotCurrent() {
        return status() == HttpStatus.CONFLICT;
    }
}
