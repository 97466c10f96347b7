package dev.isobath.server.experiments;

import dev.isobath.server.problems.ProblemException;
import org.springframework.http.HttpStatus;

/** Thrown when somebody deletes or restores the experiment of somebody else. */
final class NotOwnerException extends ProblemException {

    NotOwnerException(String done) {
        super(
                HttpStatus.FORBIDDEN,
                "not-owner",
                "Not yours",
                "an experiment is %s by whoever queued it, or by an administrator".formatted(done));
    }
}
