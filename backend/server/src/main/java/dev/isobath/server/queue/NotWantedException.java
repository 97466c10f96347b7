package dev.isobath.server.queue;

import dev.isobath.server.experiments.Experiment;
import dev.isobath.server.problems.ProblemException;
import java.util.Locale;
import java.util.UUID;
import org.springframework.http.HttpStatus;

/** Thrown when a job of a cluster asks for its experiment, which is not to run any more. The job ends. */
final class NotWantedException extends ProblemException {

    private NotWantedException(String detail) {
        super(HttpStatus.CONFLICT, "experiment-not-wanted", "Experiment not to run", detail);
    }

    static NotWantedException of(Experiment experiment) {
        return new NotWantedException("experiment %s is %s: %s"
                .formatted(
                        experiment.id(), experiment.state().name().toLowerCase(Locale.ROOT), experiment.stateReason()));
    }

    static NotWantedException deleted(UUID experiment) {
        return new NotWantedException("experiment " + experiment + " was deleted");
    }
}
