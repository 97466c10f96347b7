package dev.isobath.server.sharing;

import dev.isobath.server.problems.ProblemException;
import org.springframework.http.HttpStatus;

/** Thrown when a share link is asked for a study and shows experiments. */
final class NoSharedStudyException extends ProblemException {

    NoSharedStudyException() {
        super(HttpStatus.NOT_FOUND, "not-found", "Not found", "this link shows experiments and no study");
    }
}
