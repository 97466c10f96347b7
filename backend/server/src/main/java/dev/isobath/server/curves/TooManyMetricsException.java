package dev.isobath.server.curves;

import dev.isobath.server.problems.ProblemException;
import org.springframework.http.HttpStatus;

/** Thrown when an experiment reports too many different metrics. */
final class TooManyMetricsException extends ProblemException {

    TooManyMetricsException(int max) {
        super(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "too-many-metrics",
                "Too many metrics",
                "an experiment has at most " + max + " metrics; put what changes into the value, not into the name");
    }
}
