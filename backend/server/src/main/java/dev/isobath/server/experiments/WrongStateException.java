package dev.isobath.server.experiments;

import dev.isobath.server.problems.ProblemException;
import org.springframework.http.HttpStatus;

/** Thrown when a request is not possible in the state of the experiment. */
public final class WrongStateException extends ProblemException {

    private WrongStateException(String detail) {
        super(HttpStatus.CONFLICT, "wrong-state", "Not possible in this state", detail);
    }

    static WrongStateException cannot(String what, ExperimentState state) {
        return new WrongStateException("an experiment that is " + state + " cannot be " + what);
    }
}
