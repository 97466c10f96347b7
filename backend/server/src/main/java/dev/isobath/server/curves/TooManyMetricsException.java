package dev.isobath.server.curves;

import dev.isobath.server.problems.ProblemException;
import org.springframework.http.HttpStatus;

/** An experiment reports more names than anybody could look at. */
final class TooManyMetricsException extends ProblemException {

    TooManyMetricsException(int most) {
        super(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "too-many-metrics",
                "Too many metrics",
                "an experiment has at most " + most + " metrics; put what changes into the value, not into the name");
    }
}
