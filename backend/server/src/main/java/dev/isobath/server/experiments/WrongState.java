package dev.isobath.server.experiments;

import dev.isobath.server.problems.ProblemException;
import org.springframework.http.HttpStatus;

/** What was asked for is not possible in the state the experiment is in. */
public final class WrongState extends ProblemException {

    private WrongState(String detail) {
        super(HttpStatus.CONFLICT, "wrong-state", "Not possible in this state", detail);
    }

    static WrongState cannot(String what, ExperimentState state) {
        return new WrongState("an experiment that is " + state + " cannot be " + what);
    }
}
