package dev.isobath.server.experiments;

import dev.isobath.server.problems.ProblemException;
import org.springframework.http.HttpStatus;

/** An Idempotency-Key came a second time with other content. */
final class KeyReused extends ProblemException {

    private KeyReused(String detail) {
        super(HttpStatus.CONFLICT, "idempotency-key-reused", "Idempotency key used before", detail);
    }

    static KeyReused forOther(Experiment experiment) {
        return new KeyReused("this Idempotency-Key was used for another spec, of experiment " + experiment.id());
    }
}
