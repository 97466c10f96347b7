package dev.isobath.server.experiments;

import dev.isobath.server.problems.ProblemException;
import org.springframework.http.HttpStatus;

/** Thrown when something is asked of an experiment of another program that only worker nodes can do. */
public final class ExternalExperimentException extends ProblemException {

    private ExternalExperimentException(String detail) {
        super(HttpStatus.CONFLICT, "external-experiment", "Experiment of another program", detail);
    }

    static ExternalExperimentException cannot(String what) {
        return new ExternalExperimentException(
                "another program runs this experiment, so it cannot be " + what + " here");
    }

    static ExternalExperimentException hasNo(String what) {
        return new ExternalExperimentException("another program runs this experiment, so it has no " + what + " here");
    }
}
