package dev.isobath.server.experiments;

import dev.isobath.server.problems.ProblemException;
import org.springframework.http.HttpStatus;

/** Thrown when an Idempotency-Key is used again for a different spec. */
final class IdempotencyKeyReusedException extends ProblemException {

    private IdempotencyKeyReusedException(String detail) {
        super(HttpStatus.CONFLICT, "idempotency-key-reused", "Idempotency key used before", detail);
    }

    static IdempotencyKeyReusedException forOther(Experiment experiment) {
        return new IdempotencyKeyReusedException(
                "this Idempotency-Key was used for another spec, of experiment " + experiment.id());
    }
}
