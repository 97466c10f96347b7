package dev.isobath.server.tokenizers;

import dev.isobath.server.problems.ProblemException;
import java.util.UUID;
import org.springframework.http.HttpStatus;

/** Thrown when a worker node calls about a trial for which it does not hold the current lease. */
final class TrialLeaseLostException extends ProblemException {

    private TrialLeaseLostException(String detail) {
        super(HttpStatus.CONFLICT, "trial-not-current", "Trial not current", detail);
    }

    static TrialLeaseLostException notCurrent(UUID id) {
        return new TrialLeaseLostException("trial " + id
                + " is not leased with this token: its tokenizer was deleted, or another worker node has it; drop it");
    }
}
