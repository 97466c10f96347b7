package dev.isobath.server.studies;

import dev.isobath.server.problems.ProblemException;
import org.springframework.http.HttpStatus;

/** Thrown when somebody deletes the study of somebody else. */
final class NotStudyOwnerException extends ProblemException {

    NotStudyOwnerException() {
        super(
                HttpStatus.FORBIDDEN,
                "not-owner",
                "Not yours",
                "a study is deleted by whoever made it, or by an administrator");
    }
}
