package dev.isobath.server.experiments;

import dev.isobath.server.problems.ProblemException;
import org.springframework.http.HttpStatus;

/** Thrown when an experiment would have too many tags. */
final class TooManyTagsException extends ProblemException {

    TooManyTagsException(int most) {
        super(
                HttpStatus.CONFLICT,
                "too-many-tags",
                "Too many tags",
                "an experiment has at most %d tags; remove one first".formatted(most));
    }
}
